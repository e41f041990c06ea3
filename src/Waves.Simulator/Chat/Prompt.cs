using System.Text;
using System.Text.Json;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Chat;

/// <summary>What a chat request asks, as far as the simulated model cares.</summary>
internal sealed record Prompt
{
    /// <summary>Four characters to a token: a usual rule of thumb, and simple to check.</summary>
    public const int CharactersPerToken = 4;

    /// <summary>Everything the model reads, one message after the other.</summary>
    public required string Text { get; init; }

    public int Tokens => (Text.Length + CharactersPerToken - 1) / CharactersPerToken;

    /// <summary>The last user message.</summary>
    public required string Question { get; init; }

    /// <summary>Whether the last message is the user's, not a tool's answer.</summary>
    public required bool AsksAnew { get; init; }

    /// <summary>Whether the system prompt asks for a spoken phrase before a tool is used.</summary>
    public required bool WantsFiller { get; init; }

    public required bool WantsJson { get; init; }

    /// <summary>The tool to call; <see langword="null"/> for a plain answer.</summary>
    public required JsonElement? Tool { get; init; }

    public required int? MaxTokens { get; init; }

    public required IReadOnlyList<string> Stops { get; init; }

    public required bool Stream { get; init; }

    public required bool IncludeUsage { get; init; }

    /// <summary>Reads a body that <see cref="ChatRules"/> let through. Refers to it: good while it lives.</summary>
    public static Prompt Read(JsonElement body)
    {
        var text = new StringBuilder();
        var (question, system, lastRole) = ("", "", "");
        foreach (var message in body.GetProperty("messages").EnumerateArray())
        {
            var role = message.FindText("role") ?? "";
            var content = message.FindText("content") ?? "";
            text.Append(role).Append(": ").Append(content).Append(message.Find("tool_calls")?.GetRawText()).Append('\n');
            lastRole = role;
            if (role == "user")
                question = content;
            if (role == "system")
                system += content;
        }

        if (body.Find("tools") is { } tools)
            text.Insert(0, tools.GetRawText() + "\n");

        return new Prompt
        {
            Text = text.ToString(),
            Question = question,
            AsksAnew = lastRole == "user",
            WantsFiller = system.Contains("phrase", StringComparison.OrdinalIgnoreCase) || system.Contains("filler", StringComparison.OrdinalIgnoreCase),
            WantsJson = body.Find("response_format")?.FindText("type") == "json_object",
            Tool = lastRole == "user" ? ChosenTool(body) : null,
            MaxTokens = (int?)body.FindNumber("max_tokens"),
            Stops = StopsOf(body),
            Stream = body.FindFlag("stream"),
            IncludeUsage = body.Find("stream_options")?.FindFlag("include_usage") ?? false,
        };
    }

    /// <summary>Every user turn with tools calls one of them: the named one, else the first. That keeps tests simple.</summary>
    private static JsonElement? ChosenTool(JsonElement body)
    {
        if (body.Find("tools") is not { ValueKind: JsonValueKind.Array } tools || tools.GetArrayLength() == 0 || body.FindText("tool_choice") == "none")
            return null;
        var named = body.Find("tool_choice")?.Find("function")?.FindText("name");
        foreach (var tool in tools.EnumerateArray())
        {
            if (tool.Find("function") is { } function && (named is null || function.FindText("name") == named))
                return function;
        }

        return null;
    }

    private static IReadOnlyList<string> StopsOf(JsonElement body) => body.Find("stop") switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } many => [.. many.EnumerateArray().Where(static stop => stop.ValueKind == JsonValueKind.String).Select(static stop => stop.GetString()!)],
        _ => [],
    };
}
