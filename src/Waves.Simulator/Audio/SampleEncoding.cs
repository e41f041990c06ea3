using System.Buffers.Binary;

namespace Waves.Simulator.Audio;

/// <summary>Bare samples as speech recognition receives them (contract 4.4): their length and their loudness.</summary>
internal static class SampleEncoding
{
    /// <summary>Assumed where bytes do not tell the length: 32 kbit/s.</summary>
    private const double OpusBytesPerSecond = 4000;

    public static TimeSpan Length(string? encoding, int rate, long bytes) => encoding switch
    {
        "linear32" => TimeSpan.FromSeconds(bytes / (4.0 * rate)),
        "alaw" or "mulaw" => TimeSpan.FromSeconds(bytes / (double)rate),
        "opus" or "ogg_opus" => TimeSpan.FromSeconds(bytes / OpusBytesPerSecond),
        _ => TimeSpan.FromSeconds(bytes / (2.0 * rate)),
    };

    /// <summary>Root mean square of the samples, 0 … 32767; coded sound, which has no samples here, is always loud.</summary>
    public static double Loudness(string? encoding, ReadOnlySpan<byte> bytes)
    {
        double sum = 0;
        var count = 0;
        switch (encoding)
        {
            case "opus" or "ogg_opus":
                return short.MaxValue;
            case "alaw":
                foreach (var code in bytes)
                    Add(G711.FromALaw(code));
                break;
            case "mulaw":
                foreach (var code in bytes)
                    Add(G711.FromMuLaw(code));
                break;
            case "linear32":
                for (; bytes.Length >= 4; bytes = bytes[4..])
                    Add(BinaryPrimitives.ReadInt32LittleEndian(bytes) / 65536.0);
                break;
            default:
                for (; bytes.Length >= 2; bytes = bytes[2..])
                    Add(BinaryPrimitives.ReadInt16LittleEndian(bytes));
                break;
        }

        return count == 0 ? 0 : Math.Sqrt(sum / count);

        void Add(double sample)
        {
            sum += sample * sample;
            count++;
        }
    }
}
