using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Waves.Simulator.Control;

/// <summary>Changes named figures of an immutable settings record, as JSON merge patch does (RFC 7396, null taken as a value).</summary>
internal static class SettingsPatch
{
    /// <summary>How settings and books look on the control plane. A name that does not exist is an error, not a silent miss.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <returns>A changed copy of <paramref name="current"/>.</returns>
    /// <exception cref="JsonException">A name is unknown or a value has the wrong type.</exception>
    public static T Apply<T>(T current, JsonObject patch)
        where T : class
    {
        var merged = JsonSerializer.SerializeToNode(current, Json)!.AsObject();
        Merge(merged, patch);
        return merged.Deserialize<T>(Json)!;
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is JsonObject inner && target[name] is JsonObject nested)
                Merge(nested, inner);
            else
                target[name] = value?.DeepClone();
        }
    }
}
