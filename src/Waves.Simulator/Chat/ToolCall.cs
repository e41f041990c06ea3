using System.Text.Json;
using System.Text.Json.Nodes;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Chat;

/// <summary>A call of a tool with arguments made up to fit its schema.</summary>
internal sealed record ToolCall(string Id, string Name, string Arguments)
{
    public int Tokens => (Name.Length + Arguments.Length + Prompt.CharactersPerToken - 1) / Prompt.CharactersPerToken;

    /// <summary>The arguments in the pieces in which they are streamed.</summary>
    public IReadOnlyList<string> ArgumentPieces
    {
        get
        {
            var colon = Arguments.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? [Arguments] : [Arguments[..(colon + 1)], Arguments[(colon + 1)..]];
        }
    }

    /// <param name="function">An object with <c>name</c> and perhaps <c>parameters</c>, a JSON schema.</param>
    public static ToolCall Of(JsonElement function)
    {
        var arguments = new JsonObject();
        var properties = function.Find("parameters")?.Find("properties");
        if (properties is { ValueKind: JsonValueKind.Object } known)
        {
            foreach (var property in known.EnumerateObject())
                arguments[property.Name] = Sample(property.Value);
        }

        return new ToolCall(SystemIds.New("call_", 8), function.FindText("name") ?? "", arguments.ToJsonString(WireJson.Options));
    }

    private static JsonNode? Sample(JsonElement schema)
    {
        if (schema.Find("enum") is { ValueKind: JsonValueKind.Array } options && options.GetArrayLength() > 0)
            return JsonNode.Parse(options[0].GetRawText());
        return schema.FindText("type") switch
        {
            "integer" or "number" => JsonValue.Create(1),
            "boolean" => JsonValue.Create(true),
            "array" => new JsonArray(),
            "object" => new JsonObject(),
            _ => JsonValue.Create("friday"),
        };
    }
}
