using System.Text.Json;

namespace Gateway.Metering;

/// <summary>
/// How many tokens a prompt may have, for streams that ended before the upstream said: four characters to a token, the
/// usual rule of thumb. Used for cut work alone, and marked as an estimate.
/// </summary>
internal static class PromptEstimate
{
    private const int CharactersPerToken = 4;

    /// <summary>As deep as validation reads.</summary>
    private const int MaxDepth = 128;

    /// <summary>Role, colon, space and line end around each message.</summary>
    private const int CharactersAroundMessage = 3;

    /// <summary>The estimate for a chat request's body; 0 where it cannot be read.</summary>
    public static long Tokens(ReadOnlySpan<byte> body)
    {
        long characters = 0;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not JsonTokenType.PropertyName || reader.CurrentDepth is not (1 or 3))
                    continue;
                var (isTools, isText, isCall, isRole) = (
                    reader.CurrentDepth == 1 && reader.ValueTextEquals("tools"u8),
                    reader.CurrentDepth == 3 && reader.ValueTextEquals("content"u8),
                    reader.CurrentDepth == 3 && reader.ValueTextEquals("tool_calls"u8),
                    reader.CurrentDepth == 3 && reader.ValueTextEquals("role"u8));
                reader.Read();
                var start = reader.TokenStartIndex;
                if (isText || isRole)
                    characters += (reader.TokenType is JsonTokenType.String ? reader.GetString()!.Length : 0) + (isRole ? CharactersAroundMessage : 0);
                else if (isTools || isCall)
                    reader.Skip();
                if (isTools || isCall)
                    characters += reader.BytesConsumed - start;
            }
        }
        catch (JsonException)
        {
            return 0;
        }
        return (characters + CharactersPerToken - 1) / CharactersPerToken;
    }
}
