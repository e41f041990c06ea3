using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Policies.Validation.Json;

/// <summary>One pass of a rule over a whole body.</summary>
internal static class JsonPass
{
    /// <summary>
    /// Deepest nesting that is read: the schema of a tool is the deepest thing that callers send, and needs a fraction.
    /// </summary>
    public const int MaxDepth = 128;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Judges a body.</summary>
    /// <returns>False when it is not one JSON object in UTF-8 and nothing else; what was found before stays found.</returns>
    public static bool TryRun(ObjectValue shape, ReadOnlySpan<byte> body, ref Findings findings)
    {
        // The reader checks only the strings that are asked for.
        if (!Utf8.IsValid(body))
            return false;
        var reader = new Utf8JsonReader(body, Options);
        try
        {
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
                return false;
            shape.Judge(ref reader, ref findings);
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
