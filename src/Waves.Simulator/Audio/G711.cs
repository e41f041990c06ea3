using System.Numerics;

namespace Waves.Simulator.Audio;

/// <summary>The two 8-bit telephone encodings of ITU-T G.711, sample by sample.</summary>
internal static class G711
{
    private const int MuLawBias = 0x84;
    private const int MuLawClip = 32635;

    public static byte ToMuLaw(short sample)
    {
        var sign = sample < 0 ? 0x80 : 0;
        var magnitude = Math.Min(Math.Abs((int)sample), MuLawClip) + MuLawBias;
        var exponent = BitOperations.Log2((uint)magnitude) - 7;
        var mantissa = (magnitude >> (exponent + 3)) & 0x0F;
        return (byte)~(sign | (exponent << 4) | mantissa);
    }

    public static byte ToALaw(short sample)
    {
        var sign = sample >= 0 ? 0x80 : 0;
        var magnitude = sample >= 0 ? sample >> 3 : ~sample >> 3;
        var exponent = magnitude < 32 ? 0 : BitOperations.Log2((uint)magnitude) - 4;
        var mantissa = (magnitude >> Math.Max(1, exponent)) & 0x0F;
        return (byte)((sign | (exponent << 4) | mantissa) ^ 0x55);
    }

    public static short FromMuLaw(byte code)
    {
        var bits = (byte)~code;
        var magnitude = ((((bits & 0x0F) << 3) + MuLawBias) << ((bits >> 4) & 7)) - MuLawBias;
        return (short)((bits & 0x80) != 0 ? -magnitude : magnitude);
    }

    public static short FromALaw(byte code)
    {
        var bits = code ^ 0x55;
        var exponent = (bits >> 4) & 7;
        var mantissa = bits & 0x0F;
        var magnitude = exponent == 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
        return (short)((bits & 0x80) != 0 ? magnitude : -magnitude);
    }
}
