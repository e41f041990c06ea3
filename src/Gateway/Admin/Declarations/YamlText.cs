using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Gateway.Admin.Declarations;

/// <summary>YAML as the JSON that it stands for (YAML 1.2 core schema), and back. JSON is YAML too.</summary>
internal static class YamlText
{
    private const int MaxDepth = 32;

    /// <summary>Reads a text of one document; null for an empty one.</summary>
    /// <exception cref="JsonException">It is not YAML, or more than can be JSON.</exception>
    public static JsonNode? Read(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count switch
            {
                0 => null,
                1 => ToJson(stream.Documents[0].RootNode, 0),
                _ => throw new JsonException("The file holds more than one document."),
            };
        }
        catch (YamlException exception)
        {
            throw new JsonException($"Line {exception.Start.Line}, column {exception.Start.Column}: {exception.Message}", exception);
        }
    }

    /// <summary>Writes a value in block style.</summary>
    public static string Write(JsonNode node)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        new YamlStream(new YamlDocument(ToYaml(node))).Save(text, assignAnchors: false);
        // The end-of-document mark that the library adds is for streams of several.
        return text.ToString().TrimEnd().TrimEnd('.').TrimEnd() + "\n";
    }

    private static JsonNode? ToJson(YamlNode node, int depth)
    {
        if (depth > MaxDepth)
            throw new JsonException($"The file is nested deeper than {MaxDepth} levels.");
        switch (node)
        {
            case YamlScalarNode scalar:
                return ToJson(scalar);
            case YamlSequenceNode sequence:
                return new JsonArray([.. sequence.Select(item => ToJson(item, depth + 1))]);
            case YamlMappingNode mapping:
                var members = new JsonObject();
                foreach (var (key, value) in mapping.Children)
                {
                    var name = (key as YamlScalarNode)?.Value ?? throw new JsonException($"Line {key.Start.Line}: a name is a plain text.");
                    if (!members.TryAdd(name, ToJson(value, depth + 1)))
                        throw new JsonException($"Line {key.Start.Line}: '{name}' is there twice.");
                }
                return members;
            default:
                throw new JsonException($"Line {node.Start.Line}: this cannot be read.");
        }
    }

    private static JsonValue? ToJson(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any))
            return JsonValue.Create(text);
        if (IsNull(text))
            return null;
        if (IsBoolean(text))
            return JsonValue.Create(text[0] is 't' or 'T');
        return IsNumber(text) ? JsonValue.Create(decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)) : JsonValue.Create(text);
    }

    private static YamlNode ToYaml(JsonNode? node) => node switch
    {
        null => new YamlScalarNode("null"),
        JsonObject members => new YamlMappingNode(members.SelectMany(member => new[] { Text(member.Key), ToYaml(member.Value) })),
        JsonArray items => new YamlSequenceNode(items.Select(ToYaml)),
        _ when node.GetValueKind() is JsonValueKind.String => Text(node.GetValue<string>()),
        _ => new YamlScalarNode(node.ToJsonString()),
    };

    /// <summary>A text that would read as something else stands in quotes.</summary>
    private static YamlScalarNode Text(string text) => new(text)
    {
        Style = IsNull(text) || IsBoolean(text) || IsNumber(text) ? ScalarStyle.DoubleQuoted : ScalarStyle.Any,
    };

    private static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    private static bool IsBoolean(string text) => text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE";

    private static bool IsNumber(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
