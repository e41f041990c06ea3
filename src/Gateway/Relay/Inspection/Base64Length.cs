namespace Gateway.Relay.Inspection;

/// <summary>From characters of base64 to bytes (waves-api 4.4).</summary>
internal static class Base64Length
{
    /// <summary>Bytes in so many characters that are no padding: six bits each.</summary>
    public static long Decoded(long characters) => characters * 6 / 8;
}
