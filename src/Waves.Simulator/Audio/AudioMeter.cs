using System.Buffers.Binary;

namespace Waves.Simulator.Audio;

/// <summary>
/// Measures a recording while it streams past: container from the first bytes, length from the byte count. Nothing but
/// the head is kept. Not thread-safe.
/// </summary>
internal sealed class AudioMeter
{
    /// <summary>Bytes of the head that are looked at.</summary>
    public const int HeadBytes = 512;

    /// <summary>Assumed where only a decoder could tell: 64 kbit/s.</summary>
    private const double GuessedBytesPerSecond = 8000;

    private readonly byte[] _head = new byte[HeadBytes];
    private int _headLength;

    /// <summary>Bytes seen so far.</summary>
    public long Bytes { get; private set; }

    private ReadOnlySpan<byte> Head => _head.AsSpan(0, _headLength);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var kept = Math.Min(bytes.Length, HeadBytes - _headLength);
        bytes[..kept].CopyTo(_head.AsSpan(_headLength));
        _headLength += kept;
        Bytes += bytes.Length;
    }

    /// <summary>Length of the recording; bare samples are taken for <paramref name="encoding"/> at <paramref name="rate"/>.</summary>
    public TimeSpan Length(string? encoding, int rate)
    {
        var head = Head;
        if (head.StartsWith("RIFF"u8))
            return FromWav(head);
        if (head.StartsWith("fLaC"u8))
            return FromFlac(head);
        if (head.StartsWith("ID3"u8) || (head.Length > 1 && head[0] == 0xFF && (head[1] & 0xE6) == 0xE2))
            return TimeSpan.FromSeconds(Bytes * Mp3Frames.SecondsPerByte(head));
        if (IsOtherContainer(head))
            return TimeSpan.FromSeconds(Bytes / GuessedBytesPerSecond);
        return SampleEncoding.Length(encoding, rate, Bytes);
    }

    private static bool IsOtherContainer(ReadOnlySpan<byte> head) =>
        head.StartsWith("OggS"u8) || head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) || (head.Length > 8 && head[4..8].SequenceEqual("ftyp"u8));

    private TimeSpan FromWav(ReadOnlySpan<byte> head)
    {
        var bytesPerSecond = 0;
        for (var at = 12; at + 8 <= head.Length;)
        {
            var chunk = head.Slice(at, 4);
            var size = BinaryPrimitives.ReadInt32LittleEndian(head[(at + 4)..]);
            at += 8;
            if (chunk.SequenceEqual("fmt "u8) && at + 12 <= head.Length)
                bytesPerSecond = BinaryPrimitives.ReadInt32LittleEndian(head[(at + 8)..]);

            // Recorders that stream leave the data size open, so the bytes that came decide.
            if (chunk.SequenceEqual("data"u8) && bytesPerSecond > 0)
                return TimeSpan.FromSeconds((double)(Bytes - at) / bytesPerSecond);
            if (size < 0)
                break;
            at += size + (size & 1);
        }

        return TimeSpan.FromSeconds(bytesPerSecond > 0 ? (double)Bytes / bytesPerSecond : Bytes / GuessedBytesPerSecond);
    }

    private TimeSpan FromFlac(ReadOnlySpan<byte> head)
    {
        // STREAMINFO follows the magic and a four-byte block header; rate and sample count share eight bytes in it.
        const int RateAndCount = 4 + 4 + 10;
        if (head.Length < RateAndCount + 8)
            return TimeSpan.FromSeconds(Bytes / GuessedBytesPerSecond);
        var bits = BinaryPrimitives.ReadUInt64BigEndian(head[RateAndCount..]);
        var rate = bits >> 44;
        return TimeSpan.FromSeconds(rate == 0 ? Bytes / GuessedBytesPerSecond : (double)(bits & 0xF_FFFF_FFFF) / rate);
    }
}
