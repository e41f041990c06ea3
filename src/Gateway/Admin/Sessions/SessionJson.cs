using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Gateway.Admin.Sessions;

/// <summary>
/// JSON between replicas. One of another version may say less, which keeps its default, or more, which is ignored. By
/// reflection, for the reason that <see cref="AdminJson"/> gives.
/// </summary>
internal static class SessionJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static JsonTypeInfo<SessionQuestion> Question { get; } = (JsonTypeInfo<SessionQuestion>)Options.GetTypeInfo(typeof(SessionQuestion));

    public static JsonTypeInfo<SessionAnswer> Answer { get; } = (JsonTypeInfo<SessionAnswer>)Options.GetTypeInfo(typeof(SessionAnswer));
}
