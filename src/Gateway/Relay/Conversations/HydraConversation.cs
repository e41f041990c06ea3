using Gateway.Policies.Usage;
using Gateway.Relay.Inspection;

namespace Gateway.Relay.Conversations;

/// <summary>A Hydra socket (waves-api 4.3): typed events both ways, audio in base64. One piece of work from end to end.</summary>
internal sealed class HydraConversation : Conversation
{
    private readonly ConversationSetup _setup;
    private readonly HydraClientWatch _client = new();
    private readonly HydraUpstreamWatch _upstream;

    public HydraConversation(ConversationSetup setup)
    {
        _setup = setup;
        _upstream = new HydraUpstreamWatch(setup.Metrics, setup.Span, setup.Info.Contract, setup.Time);
    }

    public override FrameWatch ClientWatch => _client;

    public override FrameWatch UpstreamWatch => _upstream;

    public override TimeSpan IdleTimeout => _setup.Options.HydraIdleTimeout;

    public override string? WorkId => _setup.Admission?.Request.Id;

    public override UsageAmounts Progress => new()
    {
        Requests = 1,
        PromptTokens = _upstream.InputTokens,
        CompletionTokens = _upstream.OutputTokens,
        AudioInMilliseconds = AudioFormat.HydraInput.Milliseconds(_client.AudioBytes),
        AudioOutMilliseconds = _upstream.Format.Milliseconds(_upstream.AudioBytes),
        SessionMilliseconds = (long)(_setup.Time.GetUtcNow() - _setup.Info.Since).TotalMilliseconds,
    };

    public override ValueTask EndAsync(RelayEndReason reason)
    {
        _client.Stops();
        _upstream.Stops();
        return ValueTask.CompletedTask;
    }

    public override SessionUsage Account(SessionUsage usage) => usage with
    {
        InputFormat = AudioFormat.HydraInput,
        InputAudioBytes = _client.AudioBytes,
        InputAudioMilliseconds = AudioFormat.HydraInput.Milliseconds(_client.AudioBytes),
        OutputFormat = _upstream.Format,
        OutputAudioBytes = _upstream.AudioBytes,
        Results = _upstream.Responses,
        InputTokens = _upstream.InputTokens,
        OutputTokens = _upstream.OutputTokens,
        UpstreamError = _upstream.Error,
    };
}
