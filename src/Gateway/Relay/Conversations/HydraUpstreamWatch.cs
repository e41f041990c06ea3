using Gateway.Policies.Usage;
using Gateway.Relay.Inspection;
using Gateway.Telemetry;

namespace Gateway.Relay.Conversations;

/// <summary>
/// What the upstream says on a Hydra socket: the rate of its audio, its length, the tokens of each response, errors
/// (waves-api 4.3). How each response sounded is measured as it ends.
/// </summary>
internal sealed class HydraUpstreamWatch(RelayMetrics metrics, SessionSpan? span, string contract, TimeProvider time) : JsonWatch(Fields)
{
    private static readonly JsonFieldSet Fields = new(
        new JsonField("type"),
        new JsonField("delta", LengthOnly: true),
        new JsonField("session.output_audio_sample_rate"),
        new JsonField("response.usage.input_tokens"),
        new JsonField("response.usage.output_tokens"),
        new JsonField("error.code"),
        new JsonField("response.status_details.reason"));

    private const int Type = 0;
    private const int SampleRate = 2;
    private const int Input = 3;
    private const int Output = 4;
    private const int ErrorCode = 5;
    private const int Reason = 6;

    private AudioPlayback _playback;
    private long _turnEndedAt;

    /// <summary>What the audio is: by default until the session says.</summary>
    public AudioFormat Format { get; private set; } = AudioFormat.HydraOutput;

    /// <summary>Decoded bytes so far.</summary>
    public long AudioBytes { get; private set; }

    /// <summary>Responses that are done.</summary>
    public int Responses { get; private set; }

    /// <summary>Input tokens of them.</summary>
    public long InputTokens { get; private set; }

    /// <summary>Output tokens of them.</summary>
    public long OutputTokens { get; private set; }

    /// <summary>Code of the last error event.</summary>
    public string? Error { get; private set; }

    protected override bool MessageEnds()
    {
        var type = Value(Type);
        if (IsAudio(type))
            Heard();
        else if (type.SequenceEqual("input_audio_buffer.speech_stopped"u8) || (type.SequenceEqual("response.created"u8) && _turnEndedAt == 0))
            _turnEndedAt = time.GetTimestamp();
        else if (type.SequenceEqual("session.configured"u8) && Number(SampleRate) is > 0 and <= 192_000 and var rate)
            Format = Format with { SampleRate = (int)rate };
        else if (type.SequenceEqual("response.done"u8))
            ResponseDone();
        else if (type.SequenceEqual("error"u8))
            Error = Text(ErrorCode) ?? "error";
        return false;
    }

    protected override void MessageIsCut()
    {
        // The type stands first in every event the upstream makes; without it the text may be anything.
        if (IsAudio(Value(Type)))
            AudioBytes += Base64Length.Decoded(MeasuredCharacters);
    }

    private static bool IsAudio(ReadOnlySpan<byte> type) => type.SequenceEqual("response.output_audio.delta"u8);

    private void Heard()
    {
        var bytes = Base64Length.Decoded(MeasuredCharacters);
        AudioBytes += bytes;
        if (_turnEndedAt == 0)
            _turnEndedAt = time.GetTimestamp();
        _playback.Arrived(time.GetElapsedTime(_turnEndedAt), TimeSpan.FromMilliseconds(Format.Milliseconds(bytes)));
    }

    private void ResponseDone()
    {
        Responses++;
        if (Value(Reason).SequenceEqual("interrupted"u8))
            metrics.Interrupted(contract, "speech");
        else if (Value(Reason).SequenceEqual("client_cancelled"u8))
            metrics.Interrupted(contract, "client");
        InputTokens += Math.Max(0, Number(Input));
        OutputTokens += Math.Max(0, Number(Output));
        TimeSpan? first = _playback.HasStarted ? _playback.FirstAudio : null;
        metrics.Played(contract, first, _playback.LongestGap, _playback.Underrun);
        span?.Answered(first, _playback.LongestGap, _playback.Underrun);
        _playback = default;
        _turnEndedAt = 0;
    }
}
