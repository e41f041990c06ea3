using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Policies.Keys;

/// <summary>
/// Browser tokens as text: <c>wgt_</c>, the claims, a dot, and an HMAC-SHA-256 over both. Letters, digits, hyphens,
/// underscores and a dot: fit for a query and for <c>Sec-WebSocket-Protocol</c>. Thread-safe.
/// </summary>
/// <param name="key">32 bytes, the same on every replica.</param>
public sealed partial class BrowserTokenCodec(byte[] key)
{
    /// <summary>How every token begins.</summary>
    public const string Prefix = "wgt_";

    private const int MaxLength = 2048;

    /// <summary>Whether text claims to be a token; says nothing about whether it is good.</summary>
    public static bool LooksLikeToken(ReadOnlySpan<char> text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Writes a token.</summary>
    public string Write(BrowserToken token)
    {
        var body = Prefix + Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(Claims.Of(token), ClaimsJson.Default.Claims));
        return $"{body}.{Base64Url.EncodeToString(Sign(body))}";
    }

    /// <summary>Reads a token; null when it was not written under this key. Whether it is still good is for the caller.</summary>
    public BrowserToken? Read(string text)
    {
        if (text.Length > MaxLength || !LooksLikeToken(text) || text.LastIndexOf('.') is not (> 0 and var dot))
            return null;
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!Base64Url.IsValid(text.AsSpan(dot + 1), out var length) || length != signature.Length
            || !Base64Url.TryDecodeFromChars(text.AsSpan(dot + 1), signature, out _)
            || !CryptographicOperations.FixedTimeEquals(signature, Sign(text[..dot])))
        {
            return null;
        }
        // Signed by us, so it reads as it was written.
        return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length, dot - Prefix.Length)), ClaimsJson.Default.Claims)!.ToToken();
    }

    private byte[] Sign(string body) => HMACSHA256.HashData(key, System.Text.Encoding.ASCII.GetBytes(body));

    /// <summary>Short names, for the token travels in a query.</summary>
    internal sealed record Claims(
        [property: JsonPropertyName("j")] string Id,
        [property: JsonPropertyName("k")] string Key,
        [property: JsonPropertyName("i")] long IssuedAt,
        [property: JsonPropertyName("e")] long ConnectBefore,
        [property: JsonPropertyName("s")] string? Scope,
        [property: JsonPropertyName("m")] string? Model,
        [property: JsonPropertyName("v")] string? Voice,
        [property: JsonPropertyName("o")] string? Origin,
        [property: JsonPropertyName("x")] double? MaxSession)
    {
        public static Claims Of(BrowserToken token) => new(
            token.Id, token.KeyId, token.IssuedAt.ToUnixTimeMilliseconds(), token.ConnectBefore.ToUnixTimeMilliseconds(),
            token.Scope, token.Model, token.Voice, token.Origin, token.MaxSession?.TotalSeconds);

        public BrowserToken ToToken() => new(Id, Key, DateTimeOffset.FromUnixTimeMilliseconds(ConnectBefore))
        {
            IssuedAt = DateTimeOffset.FromUnixTimeMilliseconds(IssuedAt),
            Scope = Scope,
            Model = Model,
            Voice = Voice,
            Origin = Origin,
            MaxSession = MaxSession is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(Claims))]
    internal sealed partial class ClaimsJson : JsonSerializerContext;
}
