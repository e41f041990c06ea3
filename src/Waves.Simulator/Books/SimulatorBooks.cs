using System.Collections.Concurrent;
using Waves.Simulator.Limits;

namespace Waves.Simulator.Books;

/// <summary>
/// Everything the simulator saw, in bounded memory. Tests read it to compare with what the caller claims. Thread-safe;
/// waits are driven by events, never by polling.
/// </summary>
public sealed class SimulatorBooks
{
    /// <summary>Requests remembered; the oldest leave first.</summary>
    public const int MaxRequests = 20_000;

    /// <summary>Bytes of request bodies and socket messages kept as text, all requests together; beyond it they are only hashed.</summary>
    public const long MaxTextBytes = 128 * 1024 * 1024;

    private readonly PlanGate _gate;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<RequestRecord> _requests = new();
    private readonly BookWaiters _waiters = new();
    private readonly TextBudget _texts = new(MaxTextBytes);
    private long _lastId;
    private int _running;

    internal SimulatorBooks(PlanLimits limits, TimeProvider time)
    {
        _time = time;
        _gate = new PlanGate(limits, time, CheckIdle);
    }

    /// <summary>The remembered requests, oldest first, sockets included.</summary>
    public IReadOnlyList<RequestRecord> Requests => [.. _requests];

    /// <summary>The remembered requests that became sockets.</summary>
    public IReadOnlyList<RequestRecord> Sockets => [.. _requests.Where(static request => request.Socket is not null)];

    /// <summary>Requests and sockets that have not ended.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>All work together since the start or the last <see cref="Clear"/>.</summary>
    public WorkDone Work { get; private set; } = new();

    internal PlanGate Gate => _gate;

    /// <summary>Figures of one limit group.</summary>
    public GroupFigures Group(LimitGroup group) => _gate.Read(group);

    /// <summary>Figures of every limit group.</summary>
    public IReadOnlyList<GroupFigures> Groups => [.. Enum.GetValues<LimitGroup>().Select(_gate.Read)];

    /// <summary>The requests of one contract row, oldest first.</summary>
    public IReadOnlyList<RequestRecord> For(string contract) => [.. _requests.Where(request => request.Contract == contract)];

    /// <summary>
    /// Waits for a request that fulfils <paramref name="predicate"/>: one already seen, or the first that comes to. It is
    /// asked whenever something of a record is new (arrival, fault, status, body bytes, socket messages, end), from the
    /// simulator's own threads.
    /// </summary>
    public Task<RequestRecord> WaitForRequestAsync(Func<RequestRecord, bool> predicate, CancellationToken cancellationToken = default) =>
        _waiters.WaitAsync(predicate, () => _requests.FirstOrDefault(predicate), cancellationToken);

    /// <summary>Waits until a request of <paramref name="contract"/> has ended.</summary>
    public Task<RequestRecord> WaitForEndAsync(string contract, CancellationToken cancellationToken = default) =>
        WaitForRequestAsync(request => request.Contract == contract && request.Outcome != RequestOutcome.Running, cancellationToken);

    /// <summary>Waits until nothing runs: every request ended and every group's concurrency back at zero.</summary>
    public Task WaitForIdleAsync(CancellationToken cancellationToken = default) =>
        _waiters.WaitForIdleAsync(() => IsIdle, cancellationToken);

    /// <summary>Forgets requests, totals, windows and peaks. What runs keeps running and is counted on.</summary>
    public void Clear()
    {
        while (_requests.TryDequeue(out var forgotten))
            forgotten.Allowance.Close();
        Work = new WorkDone();
        _gate.Clear();
    }

    internal RequestRecord Open(string contract, HttpRequest request)
    {
        var record = new RequestRecord(Interlocked.Increment(ref _lastId), _time.GetUtcNow(), contract, request, Work, _texts);
        Interlocked.Increment(ref _running);
        _requests.Enqueue(record);
        while (_requests.Count > MaxRequests && _requests.TryDequeue(out var oldest))
            oldest.Allowance.Close();
        Changed(record);
        return record;
    }

    internal void Close(RequestRecord record, RequestOutcome outcome)
    {
        record.EndedAt = _time.GetUtcNow();
        record.Outcome = outcome;
        Interlocked.Decrement(ref _running);
        Changed(record);
        CheckIdle();
    }

    internal void Changed(RequestRecord record) => _waiters.Offer(record);

    private bool IsIdle => Running == 0 && _gate.IsIdle;

    private void CheckIdle() => _waiters.CheckIdle(() => IsIdle);
}
