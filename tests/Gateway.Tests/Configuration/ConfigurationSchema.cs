using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Configuration;

/// <summary>The JSON schema of a settings file, written from the options classes.</summary>
internal static class ConfigurationSchema
{
    public const string Path = "deploy/gateway.schema.json";

    private const string DurationPattern = @"^([0-9]+\.)?[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?$";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text()
    {
        var gateway = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = new JsonObject() };
        foreach (var (section, shape) in SettingCatalogue.Sections)
        {
            var described = Schema(shape);
            described["description"] = SettingMeaning.Of(shape.Type);
            gateway["properties"]![section[(SettingCatalogue.Root.Length + 1)..]] = described;
        }
        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Settings of the Waves Gateway",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                [SettingCatalogue.Root] = gateway,
                ["urls"] = new JsonObject { ["type"] = "string", ["description"] = "Where the data plane listens, separated by ';'.", ["default"] = Edge.Listeners.DefaultUrls },
                ["Logging"] = new JsonObject { ["type"] = "object", ["description"] = "Levels of logs, as everywhere in .NET." },
                ["Kestrel"] = new JsonObject { ["type"] = "object", ["description"] = "Certificates and protocols of the web server." },
            },
        };
        return root.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Schema(SettingShape shape)
    {
        var schema =
            shape.Item is { } item && shape.IsMap ? new JsonObject { ["type"] = "object", ["additionalProperties"] = Schema(item) }
            : shape.Item is { } element ? new JsonObject { ["type"] = "array", ["items"] = Schema(element) }
            : shape.IsValue ? Value(shape)
            : new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = false,
                ["properties"] = new JsonObject(shape.Members.Select(m => KeyValuePair.Create<string, JsonNode?>(m.Key, Schema(m.Value)))),
            };
        if (shape.Property is { } property)
            schema["description"] = SettingMeaning.Of(property);
        return schema;
    }

    private static JsonObject Value(SettingShape shape)
    {
        var type = shape.Type;
        if (type == typeof(bool))
            return shape.Default is bool flag ? new() { ["type"] = "boolean", ["default"] = flag } : new() { ["type"] = "boolean" };
        if (type == typeof(TimeSpan))
            return With(new() { ["type"] = "string", ["pattern"] = DurationPattern }, shape.Default?.ToString());
        if (type == typeof(DateTimeOffset))
            return new() { ["type"] = "string", ["format"] = "date-time" };
        if (type.IsEnum)
            return With(new() { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(n => JsonValue.Create(n.ToLowerInvariant()))]) }, shape.Default?.ToString()?.ToLowerInvariant());
        if (type == typeof(string) || type == typeof(Uri) || type == typeof(Secret))
            return With(new() { ["type"] = "string" }, shape.Default as string);
        return Number(shape);
    }

    private static JsonObject Number(SettingShape shape)
    {
        var schema = new JsonObject { ["type"] = shape.Type == typeof(double) ? "number" : "integer" };
        if (shape.Range is { } range)
        {
            schema["minimum"] = JsonValue.Create(Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture));
            schema["maximum"] = JsonValue.Create(Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
        }
        if (shape.Default is { } standard)
            schema["default"] = JsonValue.Create(Convert.ToDouble(standard, CultureInfo.InvariantCulture));
        return schema;
    }

    private static JsonObject With(JsonObject schema, string? standard)
    {
        if (standard is { Length: > 0 })
            schema["default"] = standard;
        return schema;
    }
}
