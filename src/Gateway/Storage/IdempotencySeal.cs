using System.Security.Cryptography;
using System.Text;

namespace Gateway.Storage;

/// <summary>
/// Hides an answer, which may hold a secret, from whoever reads the database: it is encrypted (AES-256-GCM) under a key
/// made of the pepper and the caller's idempotency key, and the database knows the latter only as a hash.
/// </summary>
internal sealed class IdempotencySeal
{
    private readonly byte[] _key;

    /// <summary>The seal of one idempotency key of one actor.</summary>
    public IdempotencySeal(Pepper pepper, string actor, string idempotencyKey)
    {
        var name = $"{actor}\n{idempotencyKey}";
        _key = pepper.DeriveKey($"idempotency seal\n{name}");
        KeyHash = HMACSHA256.HashData(pepper.DeriveKey("idempotency key"), Encoding.UTF8.GetBytes(name));
    }

    /// <summary>What the row is found by.</summary>
    public byte[] KeyHash { get; }

    /// <summary>Tells two requests apart.</summary>
    public static byte[] HashOf(string request) => SHA256.HashData(Encoding.UTF8.GetBytes(request));

    /// <summary>Nonce, tag and ciphertext.</summary>
    public byte[] Close(ReadOnlySpan<byte> answer)
    {
        var sealedAnswer = new byte[AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize + answer.Length];
        var nonce = sealedAnswer.AsSpan(0, AesGcm.NonceByteSizes.MaxSize);
        var tag = sealedAnswer.AsSpan(nonce.Length, AesGcm.TagByteSizes.MaxSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, tag.Length);
        aes.Encrypt(nonce, answer, sealedAnswer.AsSpan(nonce.Length + tag.Length), tag);
        return sealedAnswer;
    }

    /// <summary>The answer again.</summary>
    /// <exception cref="CryptographicException">The row was tampered with.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedAnswer)
    {
        var nonce = sealedAnswer[..AesGcm.NonceByteSizes.MaxSize];
        var tag = sealedAnswer.Slice(nonce.Length, AesGcm.TagByteSizes.MaxSize);
        var answer = new byte[sealedAnswer.Length - nonce.Length - tag.Length];
        using var aes = new AesGcm(_key, tag.Length);
        aes.Decrypt(nonce, sealedAnswer[(nonce.Length + tag.Length)..], tag, answer);
        return answer;
    }
}
