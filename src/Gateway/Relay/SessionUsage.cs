using Gateway.Policies.Contracts;
using Gateway.Policies.Usage;
using Gateway.Relay.Pumping;
using Gateway.Relay.Sessions;

namespace Gateway.Relay;

/// <summary>
/// What one socket used from its handshake to its end. On STT and Hydra it is the piece of work; on TTS the syntheses are,
/// told one by one as <see cref="SynthesisUsage"/>, and this is the open socket.
/// </summary>
internal sealed record SessionUsage
{
    /// <summary>The socket.</summary>
    public required RelaySessionInfo Socket { get; init; }

    /// <summary>What was spoken on it.</summary>
    public required SocketProtocol Protocol { get; init; }

    /// <summary>Id of its admission; null where none was needed.</summary>
    public string? WorkId { get; init; }

    /// <summary>Model that the handshake named, or the default.</summary>
    public string? Model { get; init; }

    /// <summary>Language that the handshake named.</summary>
    public string? Language { get; init; }

    /// <summary>How long it stood in the queue.</summary>
    public TimeSpan Queued { get; init; }

    /// <summary>From both sides connected to both gone.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The first cause of its end.</summary>
    public RelayEndReason Reason { get; init; }

    /// <summary>Frames and bytes both ways.</summary>
    public RelayTraffic Traffic { get; init; }

    /// <summary>What the client's audio is.</summary>
    public AudioFormat InputFormat { get; init; }

    /// <summary>Decoded bytes of the client's audio.</summary>
    public long InputAudioBytes { get; init; }

    /// <summary>
    /// How long the client's audio is: by its bytes, or where they do not tell (opus) by the end of the last word heard,
    /// or else by the time of the session.
    /// </summary>
    public long InputAudioMilliseconds { get; init; }

    /// <summary>What the upstream's audio is.</summary>
    public AudioFormat OutputFormat { get; init; }

    /// <summary>Decoded bytes of the upstream's audio. On TTS only what no synthesis was there for.</summary>
    public long OutputAudioBytes { get; init; }

    /// <summary>How long the upstream's audio plays.</summary>
    public long OutputAudioMilliseconds => OutputFormat.Milliseconds(OutputAudioBytes);

    /// <summary>Whether <see cref="InputAudioMilliseconds"/> had to be estimated.</summary>
    public bool IsEstimated { get; init; }

    /// <summary>Final transcripts of an STT session, responses of a Hydra session, syntheses of a TTS socket.</summary>
    public int Results { get; init; }

    /// <summary>Tokens that Hydra's responses counted, input.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens that Hydra's responses counted, output.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Code or message of the upstream's last error frame; null when it sent none.</summary>
    public string? UpstreamError { get; init; }

    /// <summary>What it used as one piece of work.</summary>
    public UsageAmounts Amounts => new()
    {
        Requests = 1,
        PromptTokens = InputTokens,
        CompletionTokens = OutputTokens,
        AudioInMilliseconds = InputAudioMilliseconds,
        AudioOutMilliseconds = OutputAudioMilliseconds,
        SessionMilliseconds = (long)Duration.TotalMilliseconds,
        BytesIn = Traffic.BytesUp,
        BytesOut = Traffic.BytesDown,
        Results = Results,
    };
}
