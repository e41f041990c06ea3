using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Gateway.Policies.Usage;

namespace Gateway.Storage;

/// <summary>
/// JSON as it is stored. A row written by an older program lacks fields, which then keep their defaults; one written by a
/// newer program may have more, which are ignored. By reflection: generated code would set absent init-only members to
/// null instead of their defaults.
/// </summary>
internal static class StorageJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static JsonTypeInfo<KeySettings> KeySettings { get; } = Of<KeySettings>();

    public static JsonTypeInfo<TeamSettings> TeamSettings { get; } = Of<TeamSettings>();

    public static JsonTypeInfo<PlanSettings> PlanSettings { get; } = Of<PlanSettings>();

    public static JsonTypeInfo<PriceBook> PriceBook { get; } = Of<PriceBook>();

    private static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
}
