using System.Diagnostics.CodeAnalysis;
using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>
/// Whether Redis can be relied on just now. What fails ends the shared phase for everybody at once, and so does an answer
/// that is late from a server that shows no life. Nobody waits longer than the budget for one that is away. Thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore without a wait handle holds nothing, and who is sent away still gives its place back.")]
internal sealed class RedisContact
{
    /// <summary>
    /// Questions on their way at once. What comes in a burst stands in line here and not before the server, so that the
    /// time of an answer is the server's own.
    /// </summary>
    private const int MostQuestions = 8;

    /// <summary>Part of a decision's budget for the answer; the rest is for finding out whether Redis is away.</summary>
    private const double ForTheAnswer = 0.3;

    /// <summary>Budgets that a question may take which nobody waits for.</summary>
    private const int PatienceOfProbes = 4;

    /// <summary>How long answers may fail to arrive from a server that lives; then the way to it is broken.</summary>
    private static readonly TimeSpan LongestDoubt = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _places = new(MostQuestions);
    private readonly Lock _changing = new();
    private readonly TimeSpan _budget;
    private readonly TimeProvider _time;
    private readonly AdmissionMetrics _metrics;
    private readonly ILogger _logger;
    private ContactPhase _phase;
    private bool _everShared;
    private long _inDoubtSince;
    private string _reason = "it has not answered yet";

    /// <param name="budget">Longest time that a decision may wait for Redis.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Where losses are counted.</param>
    /// <param name="logger">Where they are told.</param>
    public RedisContact(TimeSpan budget, TimeProvider time, AdmissionMetrics metrics, ILogger logger)
    {
        (_budget, _time, _metrics, _logger) = (budget, time, metrics, logger);
        _phase = NewPhase(ContactKind.Alone, new());
    }

    public ContactPhase Phase => Volatile.Read(ref _phase);

    /// <summary>
    /// Whether Redis is surely away, not just late: nobody may use more than it has until that is known, because others
    /// may still have it decide.
    /// </summary>
    public bool IsSurelyLost => Phase is { Kind: ContactKind.Alone, LinesGivenUp.IsCancellationRequested: true };

    /// <summary>How long a <see cref="ContactKind.Alone"/> phase has lasted; zero in the others.</summary>
    public TimeSpan Away => Phase is { Kind: ContactKind.Alone } phase ? _time.GetElapsedTime(phase.Since) : TimeSpan.Zero;

    /// <summary>Called when the shared phase has ended and nothing more is told to the books, before anybody is decided for without them.</summary>
    public Action? Losing { get; set; }

    /// <summary>Called before anybody is decided for within this replica's share.</summary>
    public Action? Lost { get; set; }

    /// <summary>Whether the server lives, asked past all that may be late in this process; null: that cannot be told.</summary>
    public Func<TimeSpan, Task<bool?>> Beats { get; set; } = static _ => Task.FromResult<bool?>(null);

    /// <summary>Asks for something new: stands in line, because nothing is held up by it but itself.</summary>
    /// <param name="phase">The shared phase that it is for.</param>
    /// <param name="ask">Sends the question.</param>
    /// <param name="state">What it needs.</param>
    /// <returns>False: there was no answer, and no shared phase is left.</returns>
    public async ValueTask<(bool Answered, T Answer)> AskInLineAsync<TState, T>(ContactPhase phase, Func<TState, Task<T>> ask, TState state)
    {
        try
        {
            await _places.WaitAsync(phase.Over);
        }
        catch (OperationCanceledException)
        {
            return default;
        }
        try
        {
            return phase.Over.IsCancellationRequested ? default : await AskAsync(phase, ask, state);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Asks, and waits for the answer while the shared phase lasts; outside of it for the budget.</summary>
    /// <param name="ask">Sends the question.</param>
    /// <param name="state">What it needs.</param>
    /// <returns>False: there was no answer, and no shared phase is left.</returns>
    public ValueTask<(bool Answered, T Answer)> AskAsync<TState, T>(Func<TState, Task<T>> ask, TState state) => AskAsync(Phase, ask, state);

    /// <summary>The same for a phase that may be over: then nobody waits for the answer.</summary>
    public async ValueTask<(bool Answered, T Answer)> AskAsync<TState, T>(ContactPhase phase, Func<TState, Task<T>> ask, TState state)
    {
        var patience = phase.Patience;
        var begun = patience.Begin();
        Task<T>? call = null;
        try
        {
            var asked = _time.GetTimestamp();
            call = ask(state);
            var answer = phase.Kind is ContactKind.Shared or ContactKind.Between ? await call.WaitAsync(phase.Over)
                : !phase.LinesGivenUp.IsCancellationRequested ? await call.WaitAsync(phase.LinesGivenUp)
                : await call.WaitAsync(_budget * PatienceOfProbes, _time);
            Volatile.Write(ref _inDoubtSince, 0);
            _metrics.RedisAnswered(_time.GetElapsedTime(asked));
            return (true, answer);
        }
        catch (OperationCanceledException) when (phase.Over.IsCancellationRequested || phase.LinesGivenUp.IsCancellationRequested)
        {
            return default;
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            Lose(Describe(e));
            if (phase.Kind is not ContactKind.Shared)
                GiveUp();
            return default;
        }
        finally
        {
            patience.End(begun);
            if (call is { IsCompletedSuccessfully: false })
                Observe(call);
        }
    }

    /// <summary>Ends the shared phase, if there is one, for a moment at first: a late answer is not an outage.</summary>
    public void Lose(string reason)
    {
        _reason = reason;
        if (Change(ContactKind.Shared, ContactKind.Alone))
            _metrics.ContactLost();
    }

    /// <summary>Ends the shared phase: the books are there and are not complete.</summary>
    /// <param name="reason">What became of them.</param>
    /// <param name="surely">They have been told what this replica has, and are still not complete.</param>
    public void LoseBooks(string reason, bool surely)
    {
        Lose(reason);
        if (surely)
            GiveUp();
    }

    /// <summary>The silence lasts, or there is no connection: who waits in the books' lines asks elsewhere.</summary>
    public void GiveUp()
    {
        CancellationTokenSource lines;
        lock (_changing)
        {
            lines = _phase.Lines;
            if (_phase.Kind is ContactKind.Shared || lines.IsCancellationRequested)
                return;
        }
        _logger.ContactLost(_reason);
        Lost?.Invoke();
        lines.Cancel();
    }

    /// <summary>Nobody decides until <see cref="Restore"/> or <see cref="StayAlone"/>; soon one of them.</summary>
    public void Return() => Change(ContactKind.Alone, ContactKind.Between);

    /// <summary>What this replica holds is in the books: they decide.</summary>
    public void Restore()
    {
        var wasLost = Phase.LinesGivenUp.IsCancellationRequested;
        if (Change(ContactKind.Between, ContactKind.Shared) && (wasLost || !_everShared))
            _logger.ContactRestored();
        _everShared = true;
    }

    /// <summary>The books failed again: this replica goes on alone.</summary>
    public void StayAlone() => Change(ContactKind.Between, ContactKind.Alone);

    /// <summary>The process ends: who still asks or waits is sent away.</summary>
    public void End()
    {
        ContactPhase ended;
        lock (_changing)
        {
            ended = _phase;
            Volatile.Write(ref _phase, NewPhase(ContactKind.Ended, ended.Lines));
        }
        ended.End();
        ended.Lines.Cancel();
    }

    private bool Change(ContactKind from, ContactKind to)
    {
        ContactPhase ended;
        ContactPhase? between = null;
        lock (_changing)
        {
            ended = _phase;
            if (ended.Kind != from)
                return false;
            if (from is ContactKind.Shared)
            {
                // What is released from here on is not told to the books: only so does what this replica is seen to have
                // now stay its own.
                Volatile.Write(ref _phase, between = NewPhase(ContactKind.Between, ended.Lines));
                Losing?.Invoke();
            }
            var lines = to is ContactKind.Shared && ended.LinesGivenUp.IsCancellationRequested ? new() : ended.Lines;
            Volatile.Write(ref _phase, NewPhase(to, lines));
        }
        ended.End();
        between?.End();
        return true;
    }

    private ContactPhase NewPhase(ContactKind kind, CancellationTokenSource lines) => new(kind, _time.GetTimestamp(), lines, phase => _ = DoubtAsync(phase), kind is ContactKind.Shared ? _budget * ForTheAnswer : ForTheProbe, _time);

    private TimeSpan ForTheProbe => _budget * (1 - ForTheAnswer);

    /// <summary>An answer is overdue. If that is this process and not the server, it is on its way: only a server that shows no life is away.</summary>
    private async Task DoubtAsync(ContactPhase phase)
    {
        if (phase != Phase)
            return;
        var now = _time.GetTimestamp();
        var since = Interlocked.CompareExchange(ref _inDoubtSince, now, 0) is > 0 and var before ? before : now;
        var beats = _time.GetElapsedTime(since, now) < LongestDoubt ? await Beats(ForTheProbe) : false;
        if (beats is true || phase != Phase)
            return;
        switch (phase.Kind)
        {
            case ContactKind.Shared:
                Lose($"no answer within {_budget.TotalMilliseconds} ms");
                if (beats is false)
                    GiveUp();
                break;
            case ContactKind.Between:
                StayAlone();
                break;
            default:
                GiveUp();
                break;
        }
    }

    /// <summary>What went wrong, without what was asked.</summary>
    private static string Describe(Exception fault) => fault switch
    {
        RedisServerException server => server.Message,
        RedisConnectionException connection => $"connection: {connection.FailureType}",
        _ => fault.GetType().Name,
    };

    /// <summary>Whatever becomes of a question that nobody waits for any more.</summary>
    private static void Observe(Task call) =>
        _ = call.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
