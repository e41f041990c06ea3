using System.Security.Cryptography;
using System.Text;
using Gateway.Policies.Keys;

namespace Gateway.Storage;

/// <summary>The pepper in force, and the keys that are derived from it for other purposes. Thread-safe; cannot be printed.</summary>
internal sealed class Pepper
{
    private readonly byte[] _bytes;

    public Pepper(string text)
    {
        _bytes = Encoding.UTF8.GetBytes(text);
        Hasher = new(_bytes);
    }

    /// <summary>Hashes virtual keys.</summary>
    public KeyHasher Hasher { get; }

    /// <summary>A key of 32 bytes for a purpose; of one purpose's key nothing follows about another's (RFC 5869).</summary>
    public byte[] DeriveKey(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, 32, info: Encoding.UTF8.GetBytes(purpose));
}
