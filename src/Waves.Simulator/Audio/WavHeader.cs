using System.Buffers.Binary;

namespace Waves.Simulator.Audio;

/// <summary>The 44-byte header of a RIFF WAVE file with 16-bit mono samples.</summary>
internal static class WavHeader
{
    public const int Bytes = 44;

    public static void Write(Span<byte> target, int rate, int dataBytes)
    {
        "RIFF"u8.CopyTo(target);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], 36 + dataBytes);
        "WAVEfmt "u8.CopyTo(target[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(target[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(target[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(target[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(target[24..], rate);
        BinaryPrimitives.WriteInt32LittleEndian(target[28..], rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(target[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(target[34..], 16);
        "data"u8.CopyTo(target[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(target[40..], dataBytes);
    }
}
