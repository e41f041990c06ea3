namespace Gateway.Edge;

/// <summary>
/// Ids that never meet again and are no secret: 122 random bits, drawn without a call of the operating system, which a
/// call would pay for twice.
/// </summary>
internal static class UniqueId
{
    /// <summary>A new id. Not for anything that must not be guessed.</summary>
    public static Guid New()
    {
        Span<byte> bits = stackalloc byte[16];
#pragma warning disable CA5394 // whoever guesses an id gains nothing by it
        Random.Shared.NextBytes(bits);
#pragma warning restore CA5394
        bits[6] = (byte)((bits[6] & 0x0F) | 0x40);
        bits[8] = (byte)((bits[8] & 0x3F) | 0x80);
        return new Guid(bits, bigEndian: true);
    }
}
