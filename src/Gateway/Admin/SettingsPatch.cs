using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Gateway.Policies.Keys;

namespace Gateway.Admin;

/// <summary>JSON merge patch (RFC 7396): a member replaces, null takes away, what is not named stays.</summary>
internal static class SettingsPatch
{
    /// <summary>What a document becomes; a fault when it is not a document any more.</summary>
    public static AdminResult<T> Apply<T>(T document, JsonObject patch, JsonTypeInfo<T> type)
        where T : class
    {
        var node = JsonSerializer.SerializeToNode(document, type)!.AsObject();
        Merge(node, patch);
        return Read(node, type);
    }

    /// <summary>Reads a document; what does not fit is a fault of the field.</summary>
    public static AdminResult<T> Read<T>(JsonNode? node, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return node.Deserialize(type) is { } document ? document : AdminFault.Invalid(new SettingsFault("", "The body is a JSON object."));
        }
        catch (JsonException exception)
        {
            return FaultOf(exception, type);
        }
    }

    /// <summary>Names the field that a JSON reader refused, and what may stand there.</summary>
    private static AdminFault FaultOf(JsonException exception, JsonTypeInfo type)
    {
        var path = exception.Path ?? "$";
        // The one case that the reader does not tell by anything but its text.
        var unknown = exception.Message.Contains("could not be mapped", StringComparison.Ordinal);
        return AdminFault.Invalid(new SettingsFault(path.TrimStart('$').TrimStart('.'), unknown ? FieldForms.Beside(type, path) : FieldForms.At(type, path)));
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
                target.Remove(name);
            else if (value is JsonObject members && target[name] is JsonObject inner)
                Merge(inner, members);
            else
                target[name] = value.DeepClone();
        }
    }
}
