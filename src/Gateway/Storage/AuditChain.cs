using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Storage;

/// <summary>
/// The hash chain of the audit log. Whoever changes, removes or inserts a row breaks every hash from there on, and cannot
/// mend them without the pepper. Rows cut off at the end leave a chain that is whole but shorter: compare its head with
/// one that was written down, or with the exported log. Thread-safe.
/// </summary>
internal sealed class AuditChain(Pepper pepper)
{
    /// <summary>The hash before the first row.</summary>
    public static readonly byte[] Start = new byte[HMACSHA256.HashSizeInBytes];

    private readonly byte[] _key = pepper.DeriveKey("audit chain");

    /// <summary>The hash of a row: every field but the hash itself, each preceded by its length so that none can flow into the next.</summary>
    public byte[] HashOf(AuditRow row)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        Append(hmac, row.Sequence);
        Append(hmac, row.At);
        Append(hmac, row.Actor);
        Append(hmac, row.Source);
        Append(hmac, row.Action);
        Append(hmac, row.Subject);
        Append(hmac, row.Before);
        Append(hmac, row.After);
        hmac.AppendData(row.PreviousHash);
        return hmac.GetHashAndReset();
    }

    /// <summary>Whether a row continues the chain.</summary>
    /// <param name="sequence">Number of the row before; 0 before the first.</param>
    /// <param name="previous">Its hash.</param>
    /// <param name="row">The row.</param>
    public bool Continues(long sequence, ReadOnlySpan<byte> previous, AuditRow row) =>
        row.Sequence == sequence + 1
        && previous.SequenceEqual(row.PreviousHash)
        && CryptographicOperations.FixedTimeEquals(HashOf(row), row.Hash);

    private static void Append(IncrementalHash hmac, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hmac.AppendData(bytes);
    }

    private static void Append(IncrementalHash hmac, string? text)
    {
        var bytes = text is null ? null : Encoding.UTF8.GetBytes(text);
        Append(hmac, bytes?.Length ?? -1L);
        hmac.AppendData(bytes ?? []);
    }
}
