using System.Buffers;
using Gateway.Policies.Errors;
using Gateway.Policies.Usage;
using Gateway.Relay.Inspection;

namespace Gateway.Relay.Conversations;

/// <summary>An STT socket (waves-api 4.2): audio in binary frames, transcripts back. One piece of work from end to end.</summary>
internal sealed class SttConversation : Conversation
{
    private readonly ConversationSetup _setup;
    private readonly AudioFormat _format;
    private readonly AudioLength? _container;
    private readonly SttClientWatch _client;
    private readonly SttUpstreamWatch _upstream = new();

    public SttConversation(ConversationSetup setup)
    {
        _setup = setup;
        _format = AudioFormat.OfStt(setup.Facts.Format, setup.Facts.SampleRate);
        // Bare opus has no length of its own; in Ogg its pages tell (waves-api 4.4).
        _container = setup.Facts.Format is "ogg_opus" ? new AudioLength(_format) : null;
        _client = new SttClientWatch(_container);
    }

    public override FrameWatch ClientWatch => _client;

    public override FrameWatch UpstreamWatch => _upstream;

    public override TimeSpan IdleTimeout => _setup.Options.SttIdleTimeout;

    public override ReadOnlyMemory<byte> RestartLastWord()
    {
        var frame = new ArrayBufferWriter<byte>(128);
        _setup.Contract.Dialect.WriteFrame(frame, GatewayErrors.Draining(TimeSpan.FromSeconds(1)), default);
        return frame.WrittenMemory;
    }

    public override string? WorkId => _setup.Admission?.Request.Id;

    public override UsageAmounts Progress
    {
        get
        {
            var open = _setup.Time.GetUtcNow() - _setup.Info.Since;
            return new()
            {
                Requests = 1,
                AudioInMilliseconds = AudioSoFar(open),
                SessionMilliseconds = (long)open.TotalMilliseconds,
            };
        }
    }

    public override SessionUsage Account(SessionUsage usage) => usage with
    {
        InputFormat = _format,
        InputAudioBytes = _client.AudioBytes,
        InputAudioMilliseconds = AudioSoFar(usage.Duration),
        IsEstimated = !IsExact && _client.AudioBytes > 0,
        Results = _upstream.Finals,
        UpstreamError = _upstream.Error,
    };

    private long AudioSoFar(TimeSpan duration) =>
        _container is { IsExact: true } ? _container.Milliseconds
        : _format.IsExact ? _format.Milliseconds(_client.AudioBytes)
        : Estimate(_client.AudioBytes, duration);

    private bool IsExact => _container?.IsExact ?? _format.IsExact;

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
