using System.Text.Json;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Hydra;

/// <summary>What a client configured. Only the tools may change later.</summary>
internal sealed record HydraConfiguration(string Instructions, string Voice, JsonElement[] Tools, bool GenerateInitialResponse)
{
    public static HydraConfiguration Read(JsonElement session) => new(
        session.FindText("instructions") ?? "",
        session.FindText("voice") ?? HydraModel.DefaultVoice,
        ToolsOf(session),
        session.FindFlag("generate_initial_response"));

    /// <summary>The tools named in a frame, kept beyond its life.</summary>
    public static JsonElement[] ToolsOf(JsonElement session) =>
        session.Find("tools") is { ValueKind: JsonValueKind.Array } tools ? [.. tools.EnumerateArray().Select(static tool => tool.Clone())] : [];
}
