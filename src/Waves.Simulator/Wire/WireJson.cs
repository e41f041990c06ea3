using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Waves.Simulator.Wire;

/// <summary>How bodies look on the wire: compact, properties in the order written, absent ones left out, quotes unescaped.</summary>
internal static class WireJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static byte[] Bytes(object body) => JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Options);

    public static string Text(object body) => JsonSerializer.Serialize(body, body.GetType(), Options);

    /// <summary>The property if <paramref name="element"/> is an object that has it with a value other than null.</summary>
    public static JsonElement? Find(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The property as text; <see langword="null"/> when it is absent or something else.</summary>
    public static string? FindText(this JsonElement element, string name) =>
        element.Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>The property as a switch; <see langword="false"/> when it is absent or something else.</summary>
    public static bool FindFlag(this JsonElement element, string name) => element.Find(name) is { ValueKind: JsonValueKind.True };

    /// <summary>The property as a number; <see langword="null"/> when it is absent or something else.</summary>
    public static double? FindNumber(this JsonElement element, string name) =>
        element.Find(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
}
