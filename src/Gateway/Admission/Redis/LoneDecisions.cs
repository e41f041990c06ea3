using Gateway.Policies.Admission;
using Gateway.Policies.Plans;

namespace Gateway.Admission.Redis;

/// <summary>
/// How a replica decides without the books: for a moment within what it has, then within its share, or as the account says.
/// Thread-safe.
/// </summary>
/// <param name="options">What an account does without Redis, and for how long a decision may wait.</param>
/// <param name="contact">Whether Redis is surely away.</param>
/// <param name="own">Books of this replica's own work.</param>
/// <param name="time">The clock.</param>
internal sealed class LoneDecisions(AdmissionOptions options, RedisContact contact, MemoryAdmissionStore own, TimeProvider time)
{
    private static readonly TimeSpan RetryWhileAway = TimeSpan.FromSeconds(1);

    private int _deciding;

    /// <summary>There is nobody who could decide.</summary>
    public static AdmissionDecision Unavailable => new() { Limit = LimitKind.StoreUnavailable, RemainingRequests = -1, RetryAfter = RetryWhileAway, Degraded = true };

    /// <summary>Decisions under way; what they let in is held by the time that they end.</summary>
    public int Deciding => Volatile.Read(ref _deciding);

    /// <summary>Decides, or waits for that within the share.</summary>
    /// <param name="account">Whose capacity.</param>
    /// <param name="key">What the holder of the lease will call it.</param>
    /// <param name="request">The work, with an id that the books hear for the first time.</param>
    /// <param name="maxWait">How long it may wait.</param>
    /// <param name="phase">The phase alone that it is for.</param>
    /// <param name="cancellationToken">The caller left.</param>
    /// <returns>Null: that is over, ask elsewhere.</returns>
    public async Task<AdmissionDecision?> DecideAsync(SharedAccount account, string key, AdmissionRequest request, TimeSpan maxWait, ContactPhase phase, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _deciding);
        try
        {
            if (phase.Over.IsCancellationRequested)
                return null;
            if (!contact.IsSurelyLost)
                return await DecideWithinOwnAsync(account, key, request, phase, cancellationToken);
            switch (options.OutageModeOf(request.Account))
            {
                case OutageMode.Open:
                    own.Adopt(request);
                    return new AdmissionDecision { Admitted = true, RemainingRequests = -1, Degraded = true, Lease = account.HoldUntold(key, request) };
                case OutageMode.Closed when request.Levels.Any(level => level.Limits != LimitSet.None):
                    return Unavailable;
                default:
                    return await DecideWithinShareAsync(account, key, request, maxWait, phase, cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _deciding);
        }
    }

    /// <summary>
    /// Redis may answer again in a moment, and to others it may answer now: what is free is not shared out yet, and this
    /// replica goes on with no more than it has.
    /// </summary>
    private async Task<AdmissionDecision?> DecideWithinOwnAsync(SharedAccount account, string key, AdmissionRequest request, ContactPhase phase, CancellationToken cancellationToken)
    {
        var decision = await own.AdmitAsync(account.Share.WithinOwn(request) with { MaxWait = TimeSpan.Zero }, cancellationToken);
        if (decision.Admitted)
            return decision with { Degraded = true, Lease = account.HoldUntold(key, request) };
        using var either = CancellationTokenSource.CreateLinkedTokenSource(phase.Over, phase.LinesGivenUp, cancellationToken);
        await Task.Delay(options.DecisionBudget, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return null;
    }

    private async Task<AdmissionDecision?> DecideWithinShareAsync(SharedAccount account, string key, AdmissionRequest request, TimeSpan maxWait, ContactPhase phase, CancellationToken cancellationToken)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, phase.Over);
        try
        {
            var decision = await own.AdmitAsync(account.Share.WithinShare(request) with { MaxWait = maxWait }, leaving.Token);
            if (decision.Admitted)
                return decision with { Degraded = true, Lease = account.HoldUntold(key, request) };
            // Its share may be nothing at all, which is no reason to stay away for long: Redis may be back at any moment.
            if (decision is { Figure: 0, Queued.Ticks: 0 } && maxWait > TimeSpan.Zero)
                await Task.Delay(maxWait, time, leaving.Token);
            return decision with { Degraded = true, RetryAfter = decision.Figure == 0 ? RetryWhileAway : decision.RetryAfter };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
