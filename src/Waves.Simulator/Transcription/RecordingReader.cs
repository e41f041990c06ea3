using System.Buffers;
using System.Globalization;
using Waves.Simulator.Audio;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Transcription;

/// <summary>Takes the recording out of a request: streamed past a meter, never held.</summary>
internal sealed class RecordingReader(SimulatorSettings settings)
{
    private const int BufferBytes = 64 * 1024;

    private const int DefaultRate = 16_000;

    public static bool IsJson(Call call) =>
        call.Context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) ?? false;

    /// <summary>Reads an upload to its end.</summary>
    public async Task<(Recording? Recording, RecordingFault Fault)> ReadUploadAsync(Call call)
    {
        var request = call.Context.Request;
        if (request.ContentLength > settings.MaxUploadBytes)
            return (null, RecordingFault.TooLarge);
        if (!MayBeAudio(request.ContentType))
            return (null, RecordingFault.NotAudio);

        var meter = new AudioMeter();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int count;
            while ((count = await request.Body.ReadAsync(buffer, call.Gone)) > 0)
            {
                meter.Add(buffer.AsSpan(0, count));
                if (meter.Bytes > settings.MaxUploadBytes)
                    return (null, RecordingFault.TooLarge);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (meter.Bytes == 0)
            return (null, RecordingFault.NotAudio);
        var rate = int.TryParse(call.Query("sample_rate"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : DefaultRate;
        var length = meter.Length(call.Query("encoding"), rate);
        return (new Recording(length, meter.Bytes, null), RecordingFault.None);
    }

    /// <summary>Reads <c>{"url"}</c>.</summary>
    public static async Task<(Recording? Recording, RecordingFault Fault)> ReadUrlAsync(Call call)
    {
        using var body = await call.ReadJsonAsync();
        return body?.RootElement.FindText("url") is { } text && Uri.TryCreate(text, UriKind.Absolute, out var url)
            ? (Recording.At(url), RecordingFault.None)
            : (null, RecordingFault.NoUrl);
    }

    private static bool MayBeAudio(string? contentType)
    {
        var type = contentType?.Split(';')[0].Trim();
        return string.IsNullOrEmpty(type)
            || type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase)
            || type.Equals("video/webm", StringComparison.OrdinalIgnoreCase)
            || type.Equals("video/mp4", StringComparison.OrdinalIgnoreCase);
    }
}
