using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Policies.Contracts;
using Gateway.Policies.Validation.Json;

namespace Gateway.Policies.Validation;

/// <summary>Leaves fields out of a JSON object without touching anything else. Thread-safe.</summary>
public static class JsonFields
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = JsonPass.MaxDepth };

    /// <summary>Copies an object without some of its top-level fields; what stays is copied byte for byte.</summary>
    /// <param name="body">UTF-8 JSON.</param>
    /// <param name="names">ASCII names, for instance <see cref="WavesContract.DropFields"/>. Each occurrence is left out.</param>
    /// <param name="output">Receives the copy. Unchanged when the answer is false.</param>
    /// <returns>False when the body is not one JSON object.</returns>
    public static bool TryCopyWithout(ReadOnlySpan<byte> body, ImmutableArray<string> names, IBufferWriter<byte> output)
    {
        if (!Utf8.IsValid(body))
            return false;
        var dropped = new OptionSet(names);
        // Judged whole before the first byte is copied, so that a broken body leaves no half copy behind.
        try
        {
            if (!Copy(body, dropped, output: null))
                return false;
        }
        catch (JsonException)
        {
            return false;
        }
        return Copy(body, dropped, output);
    }

    private static bool Copy(ReadOnlySpan<byte> body, OptionSet names, IBufferWriter<byte>? output)
    {
        var reader = new Utf8JsonReader(body, Options);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            return false;
        var isFirst = true;
        var end = (int)reader.BytesConsumed;
        output?.Write(body[..end]);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var isDropped = names.Find(JsonText.Of(in reader)) is not null;
            reader.Read();
            reader.Skip();
            var next = (int)reader.BytesConsumed;
            if (!isDropped)
            {
                // The gap before a field holds a comma, unless it is the object's first; the first that is kept needs none.
                var gap = body[end..start];
                output?.Write(isFirst ? gap[(gap.IndexOf((byte)',') + 1)..] : gap);
                output?.Write(body[start..next]);
                isFirst = false;
            }
            end = next;
        }
        output?.Write(body[end..]);
        return !reader.Read();
    }
}
