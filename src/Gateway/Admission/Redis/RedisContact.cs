using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>
/// Whether Redis can be relied on just now. A decision has one budget of time; what misses it while nothing else is
/// answered, and whatever fails, ends the shared phase for everybody at once. Thread-safe.
/// </summary>
internal sealed class RedisContact(TimeSpan budget, TimeProvider time, AdmissionMetrics metrics, ILogger logger)
{
    private ContactPhase _phase = new(ContactKind.Alone);
    private long _lastAnswer;

    public ContactPhase Phase => Volatile.Read(ref _phase);

    /// <summary>Called when the shared phase has ended, before anybody is decided for without it.</summary>
    public Action? Losing { get; set; }

    /// <summary>Waits for an answer within the budget.</summary>
    /// <param name="call">The question, sent.</param>
    /// <returns>False: there was none, and the shared phase is over.</returns>
    public async ValueTask<(bool Answered, T Answer)> AskAsync<T>(Task<T> call)
    {
        var sent = time.GetTimestamp();
        for (var isSecondTry = false; ; isSecondTry = true)
        {
            try
            {
                var answer = await call.WaitAsync(budget, time);
                Volatile.Write(ref _lastAnswer, time.GetTimestamp());
                return (true, answer);
            }
            catch (TimeoutException) when (!call.IsCompleted && !isSecondTry && IsOurFault(sent))
            {
                // The answer may lie here already, unread.
            }
            catch (TimeoutException) when (!call.IsCompleted)
            {
                Observe(call);
                Lose($"no answer within {budget.TotalMilliseconds} ms");
                return default;
            }
            catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
            {
                Lose(Describe(e));
                return default;
            }
        }
    }

    /// <summary>Ends the shared phase, if there is one.</summary>
    public void Lose(string reason)
    {
        if (!Change(ContactKind.Shared, ContactKind.Alone, Losing))
            return;
        logger.ContactLost(reason);
        metrics.ContactLost();
    }

    /// <summary>Nobody decides until <see cref="Restore"/> or <see cref="StayAlone"/>; soon one of them.</summary>
    public void Return() => Change(ContactKind.Alone, ContactKind.Returning);

    /// <summary>What this replica holds is in the books: they decide.</summary>
    public void Restore()
    {
        if (Change(ContactKind.Returning, ContactKind.Shared))
            logger.ContactRestored();
    }

    /// <summary>The books failed again: this replica goes on for its share.</summary>
    public void StayAlone() => Change(ContactKind.Returning, ContactKind.Alone);

    private bool Change(ContactKind from, ContactKind to, Action? before = null)
    {
        var phase = Phase;
        if (phase.Kind != from || Interlocked.CompareExchange(ref _phase, new(to), phase) != phase)
            return false;
        before?.Invoke();
        phase.End();
        return true;
    }

    /// <summary>What went wrong, without what was asked.</summary>
    public static string Describe(Exception fault) => fault switch
    {
        RedisServerException server => server.Message,
        RedisConnectionException connection => $"connection: {connection.FailureType}",
        _ => fault.GetType().Name,
    };

    /// <summary>A timer that comes late itself, or answers to others meanwhile, mean that this process is slow and not Redis.</summary>
    private bool IsOurFault(long sent) =>
        time.GetElapsedTime(sent) > budget * 1.5 || Volatile.Read(ref _lastAnswer) > sent;

    private static void Observe(Task call) =>
        _ = call.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
