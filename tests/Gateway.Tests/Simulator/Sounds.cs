using System.Net.Http.Headers;
using Waves.Simulator.Audio;

namespace Gateway.Simulator;

/// <summary>Audio to send.</summary>
internal static class Sounds
{
    /// <summary>A WAV of silence, 16 kHz mono.</summary>
    public static byte[] Wav(double seconds)
    {
        var data = (int)(seconds * 16_000) * 2;
        var wav = new byte[WavHeader.Bytes + data];
        WavHeader.Write(wav, 16_000, data);
        return wav;
    }

    /// <summary>Loud PCM16.</summary>
    public static byte[] Loud(TimeSpan length, int rate = 16_000)
    {
        var pcm = new byte[(int)(length.TotalSeconds * rate) * 2];
        for (var i = 1; i < pcm.Length; i += 4)
            pcm[i] = 0x20;
        return pcm;
    }

    /// <summary>Silent PCM16.</summary>
    public static byte[] Quiet(TimeSpan length, int rate = 16_000) => new byte[(int)(length.TotalSeconds * rate) * 2];

    public static ByteArrayContent Octets(byte[] bytes) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
}
