using System.Buffers.Text;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Policies.Keys;

/// <summary>
/// The form of a virtual key's secret: <c>sk_wg_</c>, 43 characters of base64url (256 random bits), and 6 of checksum
/// (CRC-32 over what precedes it). Typos and truncation are found without a look-up, and scanners can recognise leaks.
/// </summary>
public static class VirtualKeySecret
{
    /// <summary>How every secret begins; some clients insist on <c>sk_</c>.</summary>
    public const string Prefix = "sk_wg_";

    private const int RandomBytes = 32;
    private const int RandomLength = 43;
    private const int ChecksumLength = 6;

    /// <summary>Characters in a secret.</summary>
    public const int Length = 6 + RandomLength + ChecksumLength;

    /// <summary>Makes a new secret. It is shown once and never stored.</summary>
    public static string Create()
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        RandomNumberGenerator.Fill(random);
        var body = Prefix + Base64Url.EncodeToString(random);
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(body, checksum);
        return string.Concat(body, checksum);
    }

    /// <summary>Whether a string has the form of a secret; says nothing about whether the key exists.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> secret)
    {
        if (secret.Length != Length || !secret.StartsWith(Prefix, StringComparison.Ordinal) || !Ascii.IsValid(secret))
            return false;
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(secret[..^ChecksumLength], checksum);
        return secret[^ChecksumLength..].SequenceEqual(checksum);
    }

    /// <summary>Allocates nothing: every call of a virtual key is checked.</summary>
    private static void WriteChecksum(ReadOnlySpan<char> body, Span<char> checksum)
    {
        Span<byte> ascii = stackalloc byte[Length - ChecksumLength];
        Encoding.ASCII.GetBytes(body, ascii);
        Span<byte> crc = stackalloc byte[sizeof(uint)];
        Crc32.Hash(ascii, crc);
        Base64Url.EncodeToChars(crc, checksum);
    }
}
