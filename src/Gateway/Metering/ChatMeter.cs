using System.Globalization;
using Gateway.Policies.Usage;
using Gateway.Relay.Inspection;

namespace Gateway.Metering;

/// <summary>
/// The tokens of a chat completion (waves-api 2.5, 5.2): from its <c>usage</c>, or as many as deltas came when a stream
/// ends without it.
/// </summary>
internal sealed class ChatMeter : AnswerMeter
{
    private static readonly JsonFieldSet OfAnswer = new(
        new JsonField("usage.prompt_tokens"),
        new JsonField("usage.completion_tokens"),
        new JsonField("usage.prompt_tokens_details.cached_tokens"));

    private static readonly JsonFieldSet OfEvents = new(
        new JsonField("usage.prompt_tokens"),
        new JsonField("usage.completion_tokens"),
        new JsonField("usage.prompt_tokens_details.cached_tokens"),
        new JsonField("choices.delta.content", LengthOnly: true),
        new JsonField("choices.delta.role"),
        new JsonField("choices.finish_reason"));

    private const int Prompt = 0;
    private const int Completion = 1;
    private const int Cached = 2;
    private const int Role = 4;
    private const int FinishReason = 5;

    private readonly JsonScanner _scanner;
    private readonly EventScanner? _events;
    private UsageAmounts? _told;
    private long _deltas;

    /// <param name="streams">Whether the answer is a stream of events.</param>
    public ChatMeter(bool streams)
    {
        _scanner = new(streams ? OfEvents : OfAnswer);
        _scanner.Reset();
        if (streams)
            _events = new EventScanner(_scanner);
    }

    /// <summary>Whether the upstream said how many tokens there were.</summary>
    public bool Tells => Told is not null;

    public override UsageSource Source => Tells ? UsageSource.Upstream : UsageSource.Estimated;

    public override void Feed(ReadOnlySpan<byte> bytes)
    {
        if (_events is null)
        {
            HasBegun |= !bytes.IsEmpty;
            _scanner.Feed(bytes);
            return;
        }
        while (_events.Next(ref bytes))
            EventEnds();
    }

    public override UsageAmounts Read() => Told ?? new() { CompletionTokens = _deltas };

    private UsageAmounts? Told => _events is null ? Figures() : _told;

    private void EventEnds()
    {
        _told = Figures() ?? _told;
        // A delta is text, or part of a tool call: then it neither introduces the speaker nor ends the answer.
        if (_scanner.MeasuredCharacters == 0 && !(_scanner.Value(Role).IsEmpty && _scanner.Value(FinishReason).SequenceEqual("null"u8)))
            return;
        _deltas++;
        HasBegun = true;
    }

    private UsageAmounts? Figures() =>
        Number(Prompt) is { } prompt && Number(Completion) is { } completion
            ? new() { PromptTokens = prompt, CompletionTokens = completion, CachedTokens = Math.Min(prompt, Number(Cached) ?? 0) }
            : null;

    private long? Number(int slot) =>
        long.TryParse(_scanner.Value(slot), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
