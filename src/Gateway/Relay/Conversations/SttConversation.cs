using System.Buffers;
using Gateway.Policies.Errors;
using Gateway.Policies.Usage;
using Gateway.Relay.Inspection;

namespace Gateway.Relay.Conversations;

/// <summary>An STT socket (waves-api 4.2): audio in binary frames, transcripts back. One piece of work from end to end.</summary>
internal sealed class SttConversation(ConversationSetup setup) : Conversation
{
    private readonly SttClientWatch _client = new();
    private readonly AudioFormat _format = AudioFormat.OfStt(setup.Facts.Format, setup.Facts.SampleRate);
    private readonly SttUpstreamWatch _upstream = new();

    public override FrameWatch ClientWatch => _client;

    public override FrameWatch UpstreamWatch => _upstream;

    public override TimeSpan IdleTimeout => setup.Options.SttIdleTimeout;

    public override ReadOnlyMemory<byte> RestartLastWord()
    {
        var frame = new ArrayBufferWriter<byte>(128);
        setup.Contract.Dialect.WriteFrame(frame, GatewayErrors.Draining(TimeSpan.FromSeconds(1)), default);
        return frame.WrittenMemory;
    }

    public override string? WorkId => setup.Admission?.Request.Id;

    public override UsageAmounts Progress
    {
        get
        {
            var open = setup.Time.GetUtcNow() - setup.Info.Since;
            return new()
            {
                Requests = 1,
                AudioInMilliseconds = AudioSoFar(open),
                SessionMilliseconds = (long)open.TotalMilliseconds,
            };
        }
    }

    public override SessionUsage Account(SessionUsage usage)
    {
        return usage with
        {
            InputFormat = _format,
            InputAudioBytes = _client.AudioBytes,
            InputAudioMilliseconds = AudioSoFar(usage.Duration),
            IsEstimated = !_format.IsExact && _client.AudioBytes > 0,
            Results = _upstream.Finals,
            UpstreamError = _upstream.Error,
        };
    }

    private long AudioSoFar(TimeSpan duration) =>
        _format.IsExact ? _format.Milliseconds(_client.AudioBytes) : Estimate(_client.AudioBytes, duration);

    /// <summary>Where bytes do not tell: the end of the last word that was heard, else the time it took (waves-api 4.4).</summary>
    private long Estimate(long bytes, TimeSpan duration)
    {
        if (bytes == 0)
            return 0;
        var longest = (long)duration.TotalMilliseconds;
        // Nobody streams live audio faster than it lasts by much; a word's time is the upstream's claim.
        return _upstream.LastWordEnd is { } end ? Math.Min((long)end.TotalMilliseconds, Math.Max(longest, 1)) : longest;
    }
}
