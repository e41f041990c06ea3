using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Storage;

/// <summary>Writes an enum as its name in camel case, and reads nothing else: no numbers.</summary>
internal sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
