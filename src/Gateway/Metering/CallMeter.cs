using Gateway.Admission;
using Gateway.Caller;
using Gateway.Edge;
using Gateway.Forwarding;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Usage;
using Gateway.Policies.Validation;
using Gateway.Relay;
using Gateway.Routing;
using Gateway.Telemetry;
using Gateway.Upstream;
using Gateway.Validation;

namespace Gateway.Metering;

/// <summary>
/// Meters one call from its admission to its end. The stages call one after another; the end may be seen twice, by the
/// answer's body and by the pipeline's unwinding, and is written down once.
/// </summary>
internal sealed class CallMeter : IUsageFeature
{
    private readonly HttpContext _context;
    private readonly UsageRecorder _recorder;
    private readonly RelayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly WavesContract _served;
    private readonly BodyFacts _facts;
    private readonly HeldBodyStream? _held;
    private readonly AudioLength? _upload;
    private readonly bool _asksForFigures;
    private readonly DateTimeOffset _started;
    private readonly long _startedAt;
    private AnswerMeter? _answer;
    private UsageChunkFilter? _filter;
    private AudioPlayback _playback;
    private long _playedMilliseconds;
    private TimeSpan? _toFirstByte;
    private TimeSpan? _toFirstContent;
    private int _status;
    private long _bytesOut;
    private bool _streams;
    private bool _left;
    private int _done;

    /// <summary>Begins with a request that was judged and not yet admitted; looks on its body, and asks for figures in it.</summary>
    public CallMeter(HttpContext context, UsageRecorder recorder, RelayMetrics metrics, TimeProvider time)
    {
        (_context, _recorder, _metrics, _time) = (context, recorder, metrics, time);
        _started = time.GetUtcNow();
        _startedAt = time.GetTimestamp();
        _served = context.Find<IContractFeature>()!.Served;
        var judged = context.Find<IRequestFactsFeature>();
        _facts = judged?.Facts ?? default;
        var request = context.Request;
        _held = request.Body as HeldBodyStream;
        if (_held is null && _served.Body is BodyKind.AudioOrUrl or BodyKind.Opaque)
        {
            _upload = new AudioLength(UploadFormat);
            request.Body = new MeteredUpload(request.Body, _upload);
        }
        else if (_held is not null && _served.Response is ResponseKind.Chat && _facts is { Streams: true, IncludesUsage: false }
            && StreamUsageOption.TryFind(judged!.Body.Span, out var option))
        {
            _asksForFigures = true;
            request.Body = new SplicedBody(_held, option);
            if (request.ContentLength is { } length)
                request.ContentLength = length + option.Text.Length - option.Removed;
        }
    }

    public bool Withholds => _filter is not null;

    public void Leaves() => _left = true;

    public void Answered(HttpResponseMessage answer)
    {
        _toFirstByte = _time.GetElapsedTime(_startedAt);
        _status = (int)answer.StatusCode;
        if (_status >= 300)
            return;
        // Unparsed: what the upstream says is one of a few texts, and a parsed type is made anew for each answer.
        var streams = _streams = answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type)
            && type.ToString().StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);
        _answer = _served.Response switch
        {
            ResponseKind.Audio => new AudioMeter(AudioFormat.OfTts(_facts.Format, _facts.SampleRate)),
            ResponseKind.AudioEvents when streams => new AudioEventsMeter(AudioFormat.OfTts(null, _facts.SampleRate).SampleRate),
            ResponseKind.Transcript => new TranscriptMeter(),
            ResponseKind.Chat => new ChatMeter(streams),
            _ => null,
        };
        if (_asksForFigures && streams)
            _filter = new UsageChunkFilter();
    }

    public void Passes(ReadOnlySpan<byte> bytes)
    {
        _bytesOut += bytes.Length;
        if (_answer is not { } answer)
            return;
        answer.Feed(bytes);
        if (_toFirstContent is null && answer.HasBegun)
            _toFirstContent = _time.GetElapsedTime(_startedAt);
        var heard = answer.AudioMilliseconds;
        if (heard == _playedMilliseconds)
            return;
        _playback.Arrived(_time.GetElapsedTime(_startedAt), TimeSpan.FromMilliseconds(heard - _playedMilliseconds));
        _playedMilliseconds = heard;
    }

    public int TakeHeld(Span<byte> buffer) => _filter is { Held: > 0 } ? _filter.TakeHeld(buffer) : 0;

    public int Withhold(Span<byte> data, bool isEnd) => _filter!.Filter(data, isEnd);

    public void Over(bool whole) => Record(whole ? OutcomeOfAnswer : UsageOutcome.Broken);

    public void HandOver() => Interlocked.Exchange(ref _done, 1);

    /// <summary>The pipeline has unwound: what was admitted and left for the upstream is written down, if it is not yet.</summary>
    public void Close()
    {
        if (!_left || Volatile.Read(ref _done) != 0)
            return;
        Record(
            _context.Find<BrokenStream>() is not null ? UsageOutcome.Broken
            : _context.Find<IAdmissionFeature>()?.Decision.Lease is { Lost.IsCancellationRequested: true } ? UsageOutcome.Ended
            : _context.Find<OwnAnswer>() is { Kind: var kind } ? OutcomeOf(kind)
            : _context.RequestAborted.IsCancellationRequested || _status == 0 ? UsageOutcome.CallerLeft
            : OutcomeOfAnswer);
    }

    /// <summary>What an upload is: by its container, or what the query says.</summary>
    private AudioFormat UploadFormat => _facts.Format is null ? new(AudioEncoding.Opaque, 0) : AudioFormat.OfStt(_facts.Format, _facts.SampleRate);

    // A stream of audio that ends without saying so has failed (waves-api 5.1).
    private UsageOutcome OutcomeOfAnswer =>
        _status >= 400 ? UsageOutcome.UpstreamError : _answer is { IsWhole: false } ? UsageOutcome.Broken : UsageOutcome.Completed;

    private static UsageOutcome OutcomeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.UpstreamUnreachable or ErrorKind.UpstreamTimeout or ErrorKind.Unavailable => UsageOutcome.Unreachable,
        ErrorKind.Internal => UsageOutcome.Ended,
        // Its body ended early, or was too large in the end.
        _ => UsageOutcome.CallerLeft,
    };

    private void Record(UsageOutcome outcome)
    {
        if (_context.Find<IAdmissionFeature>() is not { } admission || Interlocked.Exchange(ref _done, 1) != 0)
            return;
        var contract = _context.Find<IContractFeature>()!.Contract.Id;
        var key = _context.Find<ICallerFeature>()!.Key;
        if (_playback.HasStarted)
            _metrics.Played(contract, _playback.FirstAudio, _playback.LongestGap, _playback.Underrun);
        _recorder.Record(
            new UsageRecord
            {
                Id = admission.Request.Id,
                Team = key.Team,
                KeyId = key.Id,
                Account = _context.Find<IUpstreamFeature>()!.Account.Name,
                Contract = contract,
                Model = _facts.Model is { } model ? ModelName.Canonical(model) : null,
                Voice = _facts.Voice,
                Transport = _served.Transport,
                Outcome = outcome,
                UpstreamStatus = _status,
                Started = _started,
                Ended = _time.GetUtcNow(),
                Queued = admission.Decision.Queued,
                ToFirstByte = _toFirstByte,
                ToFirstContent = _toFirstContent,
                IsStreamed = _streams,
                Duration = _time.GetElapsedTime(_startedAt),
                Amounts = AmountsOf(outcome),
                Source = SourceOf(outcome),
            },
            _served);
    }

    private UsageAmounts AmountsOf(UsageOutcome outcome)
    {
        var passed = new UsageAmounts
        {
            Requests = 1,
            BytesIn = _upload?.Bytes ?? _held?.Length ?? _context.Request.ContentLength ?? 0,
            BytesOut = _bytesOut,
        };
        // What the upstream refused cost nothing; what it never got whole cannot have been worked on either.
        if (outcome is UsageOutcome.UpstreamError || (_status == 0 && !WasSent))
            return passed;
        return passed + (_answer?.Read() ?? default) + Sent;
    }

    /// <summary>What the request itself tells, where the answer does not.</summary>
    private UsageAmounts Sent => new()
    {
        Characters = _facts.Characters,
        CodePoints = _facts.CodePoints,
        AudioInMilliseconds = _served.Response is ResponseKind.Transcript && _answer is not TranscriptMeter { Tells: true } ? _upload?.Milliseconds ?? 0 : 0,
        PromptTokens = _served.Response is ResponseKind.Chat && _answer is not ChatMeter { Tells: true }
            ? PromptEstimate.Tokens(_context.Find<IRequestFactsFeature>()!.Body.Span)
            : 0,
    };

    private UsageSource SourceOf(UsageOutcome outcome) => outcome switch
    {
        UsageOutcome.UpstreamError => UsageSource.Counted,
        not UsageOutcome.Completed => UsageSource.Estimated,
        _ when _answer is TranscriptMeter { Tells: false } => _upload is { IsExact: true } ? UsageSource.Counted : UsageSource.Estimated,
        // The text is counted here, whatever tells the rest.
        _ when _facts.Characters > 0 => _answer?.Source is UsageSource.Estimated ? UsageSource.Estimated : UsageSource.Counted,
        _ => _answer?.Source ?? UsageSource.Counted,
    };

    /// <summary>Whether all of a held body went to the upstream, or any of an upload.</summary>
    private bool WasSent => _upload is { Bytes: > 0 } || (_held is { Length: > 0 } held && held.Position == held.Length);
}
