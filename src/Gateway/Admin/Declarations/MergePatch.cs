using System.Text.Json.Nodes;

namespace Gateway.Admin.Declarations;

/// <summary>The JSON merge patch (RFC 7396) that makes one document of another.</summary>
internal static class MergePatch
{
    /// <summary>The patch; empty when both are the same.</summary>
    public static JsonObject Between(JsonObject from, JsonObject to)
    {
        var patch = new JsonObject();
        foreach (var (name, _) in from)
        {
            if (!to.ContainsKey(name))
                patch[name] = null;
        }
        foreach (var (name, value) in to)
        {
            if (from[name] is JsonObject former && value is JsonObject members)
            {
                var inner = Between(former, members);
                if (inner.Count > 0)
                    patch[name] = inner;
            }
            else if (!JsonNode.DeepEquals(from[name], value))
            {
                patch[name] = value?.DeepClone();
            }
        }
        return patch;
    }

    /// <summary>The single changes of a patch, as <c>limits.slots: 2 → 4</c>.</summary>
    public static IEnumerable<string> Describe(JsonObject from, JsonObject patch, string path = "")
    {
        foreach (var (name, value) in patch)
        {
            if (value is JsonObject inner && from[name] is JsonObject former)
            {
                foreach (var line in Describe(former, inner, $"{path}{name}."))
                    yield return line;
            }
            else
            {
                yield return $"{path}{name}: {Text(from[name])} → {Text(value)}";
            }
        }
    }

    private static string Text(JsonNode? node) => node?.ToJsonString(AdminJson.Options) ?? "(none)";
}
