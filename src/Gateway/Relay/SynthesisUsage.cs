using Gateway.Policies.Usage;
using Gateway.Relay.Sessions;

namespace Gateway.Relay;

/// <summary>What one admitted piece of work on a TTS socket used (waves-api 4.1). Made when its slot is free.</summary>
internal sealed record SynthesisUsage
{
    /// <summary>The socket it was spoken on.</summary>
    public required RelaySessionInfo Socket { get; init; }

    /// <summary>Id of its admission, unique.</summary>
    public required string WorkId { get; init; }

    /// <summary>Model of its first frame, as the caller spelled it, or the default.</summary>
    public string? Model { get; init; }

    /// <summary>Voice of its first frame.</summary>
    public string? Voice { get; init; }

    /// <summary>Language of its first frame.</summary>
    public string? Language { get; init; }

    /// <summary>Text in UTF-16 code units; blank frames do not count.</summary>
    public long Characters { get; init; }

    /// <summary>Text in code points.</summary>
    public long CodePoints { get; init; }

    /// <summary>Whether a text was too long to be read, so that its characters are estimated by its bytes, or audio is what bytes do not tell.</summary>
    public bool IsEstimated { get; init; }

    /// <summary>Distinct upstream request ids: the syntheses as the upstream counts them.</summary>
    public int UpstreamRequests { get; init; }

    /// <summary>What the audio is.</summary>
    public AudioFormat Format { get; init; }

    /// <summary>Decoded bytes of audio that came, the beginning of a cut frame included.</summary>
    public long AudioBytes { get; init; }

    /// <summary>How long they play, by <see cref="Format"/>.</summary>
    public long AudioMilliseconds => Format.Milliseconds(AudioBytes);

    /// <summary>When its first text went to the upstream.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>How long it stood in the queue before that.</summary>
    public TimeSpan Queued { get; init; }

    /// <summary>From <see cref="Started"/> to its end.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>From <see cref="Started"/> to the first audio; null when none came.</summary>
    public TimeSpan? ToFirstAudio { get; init; }

    /// <summary>Longest time between two frames of audio.</summary>
    public TimeSpan LongestGap { get; init; }

    /// <summary>Silence that a listener without a buffer heard.</summary>
    public TimeSpan Underrun { get; init; }

    /// <summary>How it ended.</summary>
    public WorkEnd End { get; init; }

    /// <summary>Why the socket ended, where that is what ended it.</summary>
    public RelayEndReason Reason { get; init; }

    /// <summary>Code or message of the upstream's error frame; null when it sent none.</summary>
    public string? UpstreamError { get; init; }

    /// <summary>What it used.</summary>
    public UsageAmounts Amounts => new()
    {
        Requests = 1,
        Characters = Characters,
        CodePoints = CodePoints,
        AudioOutMilliseconds = AudioMilliseconds,
        SessionMilliseconds = (long)Duration.TotalMilliseconds,
        BytesOut = AudioBytes,
        Results = UpstreamRequests,
    };
}
