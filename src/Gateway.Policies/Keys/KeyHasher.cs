using System.Security.Cryptography;
using System.Text;

namespace Gateway.Policies.Keys;

/// <summary>Hashes secrets under the gateway's pepper. Thread-safe; allocates nothing per hash.</summary>
public sealed class KeyHasher
{
    private const int MaxSecretBytes = 512;
    private readonly byte[] _pepper;

    /// <summary>Keeps a copy of the pepper.</summary>
    /// <param name="pepper">At least 16 bytes, the same on every replica.</param>
    /// <exception cref="ArgumentException">The pepper is shorter than 16 bytes.</exception>
    public KeyHasher(ReadOnlySpan<byte> pepper)
    {
        if (pepper.Length < 16)
            throw new ArgumentException("A pepper has at least 16 bytes.", nameof(pepper));
        _pepper = pepper.ToArray();
    }

    /// <summary>The hash of a secret; false for what is too long to be one.</summary>
    public bool TryHash(ReadOnlySpan<char> secret, out KeyHash hash)
    {
        Span<byte> utf8 = stackalloc byte[MaxSecretBytes];
        hash = default;
        if (!Encoding.UTF8.TryGetBytes(secret, utf8, out var length))
            return false;
        Span<byte> digest = stackalloc byte[KeyHash.Length];
        HMACSHA256.HashData(_pepper, utf8[..length], digest);
        CryptographicOperations.ZeroMemory(utf8[..length]);
        hash = KeyHash.FromBytes(digest);
        return true;
    }
}
