using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>
/// Whether Redis can be relied on just now. A decision has one budget of time; what misses it while nothing else is
/// answered, and whatever fails, ends the shared phase for everybody at once. Thread-safe.
/// </summary>
internal sealed class RedisContact(TimeSpan budget, TimeProvider time, AdmissionMetrics metrics, ILogger logger)
{
    private ContactPhase _phase = new(isShared: false);
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
        var phase = Phase;
        if (!phase.IsShared)
            return;
        var next = new ContactPhase(isShared: false);
        if (Interlocked.CompareExchange(ref _phase, next, phase) != phase)
            return;
        logger.ContactLost(reason);
        metrics.ContactLost();
        Losing?.Invoke();
        phase.End();
    }

    /// <summary>Begins a shared phase: everything this replica has is in the books.</summary>
    public void Restore()
    {
        var phase = Phase;
        if (phase.IsShared)
            return;
        var next = new ContactPhase(isShared: true);
        if (Interlocked.CompareExchange(ref _phase, next, phase) != phase)
            return;
        logger.ContactRestored();
        phase.End();
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
