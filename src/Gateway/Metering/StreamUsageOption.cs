using System.Text.Json;

namespace Gateway.Metering;

/// <summary>
/// Where and how <c>stream_options.include_usage</c> becomes true in a chat request (waves-api 5.2): one place of the body
/// changes, everything else stays as it came.
/// </summary>
/// <param name="At">First byte that changes.</param>
/// <param name="Removed">How many bytes are left out there.</param>
/// <param name="Text">What stands there instead.</param>
internal readonly record struct StreamUsageOption(int At, int Removed, ReadOnlyMemory<byte> Text)
{
    /// <summary>As deep as validation reads.</summary>
    private const int MaxDepth = 128;

    private static readonly JsonReaderOptions Depth = new() { MaxDepth = MaxDepth };

    private static readonly byte[] WholeOption = ",\"stream_options\":{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] Value = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] FirstMember = "\"include_usage\":true"u8.ToArray();
    private static readonly byte[] FurtherMember = ",\"include_usage\":true"u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();

    /// <summary>Finds the place.</summary>
    /// <param name="body">A JSON object with at least one member.</param>
    /// <param name="option">The place.</param>
    /// <returns>False where the body is something else.</returns>
    public static bool TryFind(ReadOnlySpan<byte> body, out StreamUsageOption option)
    {
        option = default;
        var reader = new Utf8JsonReader(body, Depth);
        try
        {
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
                return false;
            StreamUsageOption? found = null;
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var isOption = reader.ValueTextEquals("stream_options"u8);
                reader.Read();
                // Of members that are named twice the last one holds.
                if (isOption)
                    found = InValue(ref reader);
                else
                    reader.Skip();
            }
            option = found ?? new((int)reader.TokenStartIndex, 0, WholeOption);
            return reader.TokenType is JsonTokenType.EndObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static StreamUsageOption InValue(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return new(start, (int)reader.BytesConsumed - start, Value);
        }
        StreamUsageOption? found = null;
        var isEmpty = true;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            isEmpty = false;
            var isMember = reader.ValueTextEquals("include_usage"u8);
            reader.Read();
            var at = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isMember)
                found = new(at, (int)reader.BytesConsumed - at, True);
        }
        return found ?? new((int)reader.TokenStartIndex, 0, isEmpty ? FirstMember : FurtherMember);
    }
}
