using System.Security.Cryptography;
using System.Text;

namespace Gateway.Policies.Keys;

/// <summary>Hashes secrets under the gateway's pepper (HMAC-SHA-256). Thread-safe; allocates nothing per hash.</summary>
/// <remarks>
/// HMAC is two hashes over blocks that depend on the pepper alone (RFC 2104), which are made once. The library's own call
/// sets up a context for each message, at five times the price of the hashes.
/// </remarks>
public sealed class KeyHasher
{
    private const int MaxSecretBytes = 512;
    private const int BlockBytes = 64;
    private readonly byte[] _inner = new byte[BlockBytes];
    private readonly byte[] _outer = new byte[BlockBytes];

    /// <summary>Keeps what it needs of the pepper.</summary>
    /// <param name="pepper">At least 16 bytes, the same on every replica.</param>
    /// <exception cref="ArgumentException">The pepper is shorter than 16 bytes.</exception>
    public KeyHasher(ReadOnlySpan<byte> pepper)
    {
        if (pepper.Length < 16)
            throw new ArgumentException("A pepper has at least 16 bytes.", nameof(pepper));
        Span<byte> block = stackalloc byte[BlockBytes];
        block.Clear();
        if (pepper.Length > BlockBytes)
            SHA256.HashData(pepper, block);
        else
            pepper.CopyTo(block);
        for (var i = 0; i < BlockBytes; i++)
        {
            _inner[i] = (byte)(block[i] ^ 0x36);
            _outer[i] = (byte)(block[i] ^ 0x5C);
        }
        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary>The hash of a secret; false for what is too long to be one.</summary>
    public bool TryHash(ReadOnlySpan<char> secret, out KeyHash hash)
    {
        Span<byte> message = stackalloc byte[BlockBytes + MaxSecretBytes];
        hash = default;
        if (!Encoding.UTF8.TryGetBytes(secret, message[BlockBytes..], out var length))
            return false;
        _inner.CopyTo(message);
        Span<byte> digest = stackalloc byte[BlockBytes + KeyHash.Length];
        _outer.CopyTo(digest);
        SHA256.HashData(message[..(BlockBytes + length)], digest[BlockBytes..]);
        CryptographicOperations.ZeroMemory(message);
        SHA256.HashData(digest, digest[BlockBytes..]);
        hash = KeyHash.FromBytes(digest[BlockBytes..]);
        return true;
    }
}
