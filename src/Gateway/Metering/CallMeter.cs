using Gateway.Admission;
using Gateway.Caller;
using Gateway.Forwarding;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Usage;
using Gateway.Policies.Validation;
using Gateway.Routing;
using Gateway.Telemetry;
using Gateway.Upstream;
using Gateway.Validation;

namespace Gateway.Metering;

/// <summary>
/// Meters one call from its admission to its end. The stages call one after another; the end may be seen twice, by the
/// answer's body and by the pipeline's unwinding, and is written down once.
/// </summary>
internal sealed class CallMeter(HttpContext context, UsageRecorder recorder, TimeProvider time) : IUsageFeature
{
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private readonly long _startedAt = time.GetTimestamp();
    private readonly Stream _body = context.Request.Body;
    private TimeSpan? _toFirstByte;
    private int _status;
    private long _bytesOut;
    private bool _left;
    private int _done;

    public void Leaves() => _left = true;

    public void Answered(HttpResponseMessage answer)
    {
        _toFirstByte = time.GetElapsedTime(_startedAt);
        _status = (int)answer.StatusCode;
    }

    public void Passes(ReadOnlySpan<byte> bytes) => _bytesOut += bytes.Length;

    public void Over(bool whole) => Record(whole ? OutcomeOfAnswer : UsageOutcome.Broken);

    public void HandOver() => Interlocked.Exchange(ref _done, 1);

    /// <summary>The pipeline has unwound: what was admitted and left for the upstream is written down, if it is not yet.</summary>
    public void Close()
    {
        if (!_left || Volatile.Read(ref _done) != 0)
            return;
        Record(
            context.Features.Get<BrokenStream>() is not null ? UsageOutcome.Broken
            : context.Features.Get<IAdmissionFeature>()?.Decision.Lease is { Lost.IsCancellationRequested: true } ? UsageOutcome.Ended
            : context.Features.Get<OwnAnswer>() is { Kind: var kind } ? OutcomeOf(kind)
            : context.RequestAborted.IsCancellationRequested || _status == 0 ? UsageOutcome.CallerLeft
            : OutcomeOfAnswer);
    }

    private UsageOutcome OutcomeOfAnswer => _status >= 400 ? UsageOutcome.UpstreamError : UsageOutcome.Completed;

    private static UsageOutcome OutcomeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.UpstreamUnreachable or ErrorKind.UpstreamTimeout or ErrorKind.Unavailable => UsageOutcome.Unreachable,
        ErrorKind.Internal => UsageOutcome.Ended,
        // Its body ended early, or was too large in the end.
        _ => UsageOutcome.CallerLeft,
    };

    private void Record(UsageOutcome outcome)
    {
        if (context.Features.Get<IAdmissionFeature>() is not { } admission || Interlocked.Exchange(ref _done, 1) != 0)
            return;
        var features = context.Features;
        var contract = features.Get<IContractFeature>()!;
        var key = features.Get<ICallerFeature>()!.Key;
        var facts = features.Get<IRequestFactsFeature>()?.Facts ?? default;
        var ended = outcome is UsageOutcome.Completed or UsageOutcome.UpstreamError;
        var record = new UsageRecord
        {
            Id = admission.Request.Id,
            Team = key.Team,
            KeyId = key.Id,
            Account = features.Get<IUpstreamFeature>()!.Account.Name,
            Contract = contract.Contract.Id,
            Model = facts.Model is { } model ? ModelName.Canonical(model) : null,
            Voice = facts.Voice,
            Transport = contract.Served.Transport,
            Outcome = outcome,
            UpstreamStatus = _status,
            Started = _started,
            Ended = time.GetUtcNow(),
            Queued = admission.Decision.Queued,
            ToFirstByte = _toFirstByte,
            Duration = time.GetElapsedTime(_startedAt),
            Amounts = Amounts(outcome, facts),
            Source = ended ? UsageSource.Counted : UsageSource.Estimated,
        };
        recorder.Record(record, contract.Served);
    }

    private UsageAmounts Amounts(UsageOutcome outcome, in BodyFacts facts)
    {
        // What the upstream refused cost nothing; what it never got whole cannot have been worked on either.
        var worked = outcome is not UsageOutcome.UpstreamError && (_status is > 0 and < 400 || WasSent);
        return new()
        {
            Requests = 1,
            Characters = worked ? facts.Characters : 0,
            CodePoints = worked ? facts.CodePoints : 0,
            BytesIn = context.Request.ContentLength ?? 0,
            BytesOut = _bytesOut,
        };
    }

    /// <summary>Whether the whole of a held body went to the upstream.</summary>
    private bool WasSent => _body is HeldBodyStream held && held.Length > 0 && held.Position == held.Length;
}
