using Waves.Simulator.Audio;

namespace Waves.Simulator.Speech;

/// <summary>A valid request to speak, over HTTP or as one socket frame (contract 2.1 and 4.1).</summary>
internal sealed record SpeechRequest
{
    public required string Text { get; init; }

    public required string VoiceId { get; init; }

    public required SpeechModel Model { get; init; }

    public int SampleRate { get; init; } = 44100;

    public double Speed { get; init; } = 1;

    public string? Language { get; init; }

    public AudioFormat Format { get; init; }

    public string FormatName { get; init; } = "pcm";

    public bool WordTimestamps { get; init; }

    /// <summary>The client's own id of the session, echoed as <c>external_session_id</c>.</summary>
    public string? SessionId { get; init; }

    /// <summary>The client's own id of the request, echoed as <c>external_request_id</c>.</summary>
    public string? RequestId { get; init; }

    /// <summary>More text will follow (sockets only).</summary>
    public bool Continue { get; init; }

    /// <summary>Speak what is buffered (sockets only).</summary>
    public bool Flush { get; init; }

    /// <summary>Longest wait for more text (sockets only).</summary>
    public TimeSpan BufferFlush { get; init; }

    /// <summary>Wait between the last audio and <c>complete</c> (sockets only).</summary>
    public TimeSpan? CompleteBackoff { get; init; }
}
