using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Gateway.Policies.Admission;

/// <summary>
/// The books of one account: who holds what, who waits, whose turn is next. After every change nobody waits who could
/// begin. Thread-safe; one lock, never held across a wait.
/// </summary>
internal sealed class AccountBook
{
    private const long LookAfterRecovery = TimeSpan.TicksPerSecond;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly AdmissionRules _rules;
    private readonly long _epoch;
    private readonly CapacityLedger _ledger;
    private readonly Dictionary<string, HeldLease> _leases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Waiter> _waiters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PoolQueue> _pools = new(StringComparer.Ordinal);
    private readonly Func<AdmissionRequest, bool> _fits;
    private readonly ITimer _alarm;
    private long _now;
    private long _alarmAt = long.MaxValue;
    private long _nextSweep;
    private long _arrivals;

    public AccountBook(AdmissionRules rules, TimeProvider time)
    {
        _rules = rules;
        _time = time;
        _epoch = time.GetTimestamp();
        _ledger = new(rules.Window.Ticks);
        _nextSweep = rules.Window.Ticks;
        _fits = request => !_ledger.Check(request, _now, waiting: 0).Exists;
        _alarm = time.CreateTimer(static book => ((AccountBook)book!).OnAlarm(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>See <see cref="IAdmissionStore.AdmitAsync"/>.</summary>
    public ValueTask<AdmissionDecision> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            Enter_NeedsLock();
            if (_leases.ContainsKey(request.Id))
                return new(Admitted_NeedsLock(request, queued: 0));
            if (_waiters.TryGetValue(request.Id, out var twin))
                return new(twin.Task.WaitAsync(cancellationToken));

            _ledger.Note(request);
            // A minute may have opened, or a figure risen: those who wait come first. Whoever still waits after that is held
            // up by a limit of its own, unless this request is held up too.
            if (_waiters.Count > 0)
                Serve_NeedsLock();
            var pool = PoolOf_NeedsLock(request);
            var blockage = _ledger.Check(request, _now, pool.Waiting);
            return blockage.Exists
                ? WaitOrRefuse_NeedsLock(request, pool, blockage, cancellationToken)
                : new(Take_NeedsLock(request, pool, passesBatch: false, queued: 0));
        }
    }

    /// <summary>See <see cref="IAdmissionStore.ReleaseAsync"/>.</summary>
    /// <param name="id">The lease.</param>
    /// <param name="unused">The work never reached the upstream: its request is not counted either.</param>
    public void Release(string id, bool unused)
    {
        lock (_gate)
        {
            Enter_NeedsLock();
            if (_waiters.TryGetValue(id, out var waiter))
            {
                Leave_NeedsLock(waiter);
                waiter.TrySetCanceled();
                return;
            }
            if (!_leases.Remove(id, out var lease))
                return;
            _ledger.Give(lease.Request, lease.Since, _now, unused);
            if (_waiters.Count > 0)
                Serve_NeedsLock();
        }
    }

    /// <summary>See <see cref="IAdmissionStore.LeftLateAsync"/>.</summary>
    public void LeftLate(string id)
    {
        lock (_gate)
        {
            Enter_NeedsLock();
            if (!_leases.TryGetValue(id, out var lease))
                return;
            _ledger.Recount(lease.Request, lease.Since, _now);
            _leases[id] = lease with { Since = _now };
        }
    }

    /// <summary>See <see cref="IAdmissionStore.RefusedUpstreamAsync"/>.</summary>
    public void RefusedUpstream(string id, LimitKind limit)
    {
        lock (_gate)
        {
            Enter_NeedsLock();
            if (_leases.TryGetValue(id, out var lease))
                _ledger.Refused(lease.Request, limit, _now);
        }
    }

    /// <summary>Writes down work that was let in elsewhere, whether it fits or not.</summary>
    public void Adopt(AdmissionRequest request)
    {
        lock (_gate)
        {
            Enter_NeedsLock();
            if (_leases.ContainsKey(request.Id))
                return;
            // Who waits, waits for figures that came with a question, and those hold on.
            _ledger.Note(request, onlyNew: _waiters.Count > 0);
            Take_NeedsLock(request, PoolOf_NeedsLock(request), passesBatch: false, queued: 0);
        }
    }

    /// <summary>The work that holds something.</summary>
    public IReadOnlyCollection<AdmissionRequest> Held()
    {
        lock (_gate)
            return [.. _leases.Values.Select(lease => lease.Request)];
    }

    /// <summary>What is taken of every limit in use.</summary>
    public IReadOnlyDictionary<LevelKey, LevelUse> Uses()
    {
        lock (_gate)
        {
            Enter_NeedsLock();
            return _ledger.Uses(_now);
        }
    }

    /// <summary>The pools in use, by id.</summary>
    public ImmutableArray<PoolView> View()
    {
        lock (_gate)
        {
            Enter_NeedsLock();
            return [.. _pools.Select(pool => pool.Value.View(pool.Key, HeldIn_NeedsLock(pool.Key), _ledger.Find(LimitLevel.Account, pool.Key), _now, _rules.Window.Ticks)).OrderBy(pool => pool.Id, StringComparer.Ordinal)];
        }
    }

    private ValueTask<AdmissionDecision> WaitOrRefuse_NeedsLock(AdmissionRequest request, PoolQueue pool, Blockage blockage, CancellationToken cancellationToken)
    {
        var maxWait = request.MaxWait < LongestWait ? request.MaxWait : LongestWait;
        var deadline = _now + maxWait.Ticks;
        if (maxWait <= TimeSpan.Zero || blockage.CertainUntil > deadline)
            return new(Refused_NeedsLock(request, blockage, queued: 0));
        if (pool.WaitingOf(request.Team) >= _rules.MaxQueueDepth)
            return new(Refused_NeedsLock(request, blockage with { Limit = LimitKind.QueueFull, Figure = _rules.MaxQueueDepth }, queued: 0));

        var waiter = new Waiter(request, ++_arrivals, _now);
        pool.Add(waiter);
        _waiters.Add(request.Id, waiter);
        waiter.Watch(
            _time.CreateTimer(static state => Expire(state), (this, waiter), maxWait, Timeout.InfiniteTimeSpan),
            cancellationToken.UnsafeRegister(static (state, token) => Depart(state, token), (this, waiter)));
        if (blockage.CertainUntil > 0)
            SetAlarm_NeedsLock(Math.Min(_alarmAt, blockage.CertainUntil));
        if (_ledger.IsRecovering(request, _now))
            SetAlarm_NeedsLock(Math.Min(_alarmAt, _now + LookAfterRecovery));
        return new(waiter.Task);
    }

    /// <summary>Gives turns until nobody who waits could begin.</summary>
    private void Serve_NeedsLock()
    {
        while (Next_NeedsLock() is var (waiter, pool, passesBatch))
        {
            Leave_NeedsLock(waiter);
            waiter.TrySetResult(Take_NeedsLock(waiter.Request, pool, passesBatch, _now - waiter.Since));
        }
        SetAlarm_NeedsLock(NextOpening_NeedsLock());
    }

    /// <summary>Pools take turns by the age of their next waiter: a team limit may be what several pools wait for.</summary>
    private (Waiter Waiter, PoolQueue Pool, bool PassesBatch)? Next_NeedsLock()
    {
        (Waiter Waiter, PoolQueue, bool)? oldest = null;
        foreach (var pool in _pools.Values)
        {
            if (pool.Waiting > 0
                && pool.Next(_fits, out var passesBatch) is { } waiter
                && (oldest is null || waiter.Sequence < oldest.Value.Waiter.Sequence))
            {
                oldest = (waiter, pool, passesBatch);
            }
        }
        return oldest;
    }

    private AdmissionDecision Take_NeedsLock(AdmissionRequest request, PoolQueue pool, bool passesBatch, long queued)
    {
        var beyond = _ledger.Take(request, _now);
        _leases.Add(request.Id, new(request, _now));
        pool.Serve(request, passesBatch);
        var admitted = Admitted_NeedsLock(request, queued);
        return beyond.Exists ? admitted with { ShadowLimit = beyond.Limit, ShadowLevel = beyond.Level } : admitted;
    }

    private AdmissionDecision Admitted_NeedsLock(AdmissionRequest request, long queued) =>
        _ledger.TightestMinute(request, _now) with { Admitted = true, Lease = AdmissionLease.Kept, Queued = TimeSpan.FromTicks(queued) };

    private AdmissionDecision Refused_NeedsLock(AdmissionRequest request, Blockage blockage, long queued) =>
        _ledger.TightestMinute(request, _now) with
        {
            Limit = blockage.Limit,
            Level = blockage.Level,
            Figure = blockage.Figure,
            RetryAfter = TimeSpan.FromTicks(Math.Max(0, blockage.Until - _now)),
            Queued = TimeSpan.FromTicks(queued),
        };

    private IEnumerable<AdmissionRequest> HeldIn_NeedsLock(string pool) =>
        _leases.Values.Select(lease => lease.Request).Where(request => PoolId(request) == pool);

    private static string PoolId(AdmissionRequest request) => request.Levels.IsEmpty ? "" : request.Levels[0].Id;

    private PoolQueue PoolOf_NeedsLock(AdmissionRequest request)
    {
        ref var pool = ref CollectionsMarshal.GetValueRefOrAddDefault(_pools, PoolId(request), out _);
        return pool ??= new(_rules);
    }

    private void Leave_NeedsLock(Waiter waiter)
    {
        PoolOf_NeedsLock(waiter.Request).Remove(waiter);
        _waiters.Remove(waiter.Request.Id);
        waiter.Unwatch();
    }

    private static void Expire(object? state)
    {
        var (book, waiter) = ((AccountBook, Waiter))state!;
        lock (book._gate)
        {
            book.Enter_NeedsLock();
            if (waiter.Place is null)
                return;
            // A minute may have opened at this very moment.
            book.Serve_NeedsLock();
            if (waiter.Place is null)
                return;
            book.Leave_NeedsLock(waiter);
            var pool = book.PoolOf_NeedsLock(waiter.Request);
            var blockage = book._ledger.Check(waiter.Request, book._now, pool.Waiting);
            waiter.TrySetResult(book.Refused_NeedsLock(waiter.Request, blockage, book._now - waiter.Since));
        }
    }

    private static void Depart(object? state, CancellationToken cancellationToken)
    {
        var (book, waiter) = ((AccountBook, Waiter))state!;
        lock (book._gate)
        {
            if (waiter.Place is null)
                return;
            book.Leave_NeedsLock(waiter);
            waiter.TrySetCanceled(cancellationToken);
        }
    }

    private void OnAlarm()
    {
        lock (_gate)
        {
            _alarmAt = long.MaxValue;
            Enter_NeedsLock();
            Serve_NeedsLock();
        }
    }

    /// <summary>When a minute that somebody waits for opens, or a figure may have risen; slots announce themselves.</summary>
    private long NextOpening_NeedsLock()
    {
        var earliest = long.MaxValue;
        foreach (var pool in _pools.Values)
        {
            foreach (var line in pool.Lines)
            {
                if (_ledger.Check(line.Kind, _now, waiting: 0).CertainUntil is > 0 and var opens)
                    earliest = Math.Min(earliest, opens);
                if (_ledger.IsRecovering(line.Kind, _now))
                    earliest = Math.Min(earliest, _now + LookAfterRecovery);
            }
        }
        return earliest;
    }

    private void SetAlarm_NeedsLock(long at)
    {
        if (at == _alarmAt)
            return;
        _alarmAt = at;
        // Timers count whole milliseconds and may round down.
        var due = at == long.MaxValue
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(Math.Ceiling(TimeSpan.FromTicks(Math.Max(0, at - _now)).TotalMilliseconds));
        _alarm.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void Enter_NeedsLock()
    {
        _now = _time.GetElapsedTime(_epoch).Ticks;
        if (_now >= _nextSweep)
            Sweep_NeedsLock();
    }

    /// <summary>Drops counters and pools that have been idle for a minute.</summary>
    private void Sweep_NeedsLock()
    {
        _nextSweep = _now + _rules.Window.Ticks;
        _ledger.Forget(_now, _waiters.Values.SelectMany(waiter => waiter.Request.Levels, (_, level) => LevelKey.Of(level)).ToHashSet());
        foreach (var (id, pool) in _pools)
        {
            pool.Forget();
            if (pool.Waiting == 0 && _ledger.Find(LimitLevel.Account, id) is null)
                _pools.Remove(id);
        }
    }

    private readonly record struct HeldLease(AdmissionRequest Request, long Since);
}
