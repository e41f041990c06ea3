using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gateway.Policies.Admission;
using Gateway.Policies.Plans;

namespace Gateway.Admission.Redis;

/// <summary>
/// What this replica has in the books of one account: leases, waiters, releases that could not be delivered, and what it
/// last saw of the whole. Thread-safe.
/// </summary>
internal sealed class SharedAccount : IDisposable
{
    /// <summary>Releases kept for delivery; beyond it leases end by expiry.</summary>
    private const int MaxUndelivered = 100_000;

    private const string BooksBegan = "the books began anew";

    /// <summary>Books that ask to be looked at again sooner than this are looked at then.</summary>
    private static readonly TimeSpan ShortestAlarm = TimeSpan.FromMilliseconds(5);

    private readonly RedisBooks _books;
    private readonly RedisContact _contact;
    private readonly MemoryAdmissionStore _own;
    private readonly TimeProvider _time;
    private readonly AdmissionMetrics _metrics;
    private readonly PastRequests _past;
    private readonly ConcurrentDictionary<string, HeldLease> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SharedWaiter> _waiting = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LevelPicture> _pictures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AdmissionLevel> _pools = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Id, bool Unused)> _undelivered = new();
    private readonly SemaphoreSlim _tending = new(1);
    private readonly ITimer _alarm;
    private OutageShare _share;
    private volatile LossPicture _atLoss;
    private long _alarmAt = long.MaxValue;
    private bool _joined;

    /// <param name="name">Name of the account.</param>
    /// <param name="share">This replica's share while it has never heard of others.</param>
    /// <param name="books">The shared books.</param>
    /// <param name="contact">Whether they answer.</param>
    /// <param name="own">Books of this replica's own work.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Where leases that were lost are counted.</param>
    public SharedAccount(string name, OutageShare share, RedisBooks books, RedisContact contact, MemoryAdmissionStore own, TimeProvider time, AdmissionMetrics metrics)
    {
        (Name, _share, _books, _contact, _own, _time, _metrics) = (name, share, books, contact, own, time, metrics);
        _atLoss = new(time.GetTimestamp(), share, own.UsesOf(name), ImmutableDictionary<string, LevelPicture>.Empty);
        _past = new(share.Window, time);
        _alarm = time.CreateTimer(static account => ((SharedAccount)account!).OnAlarm(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Name { get; }

    /// <summary>How long a lease lives unrenewed.</summary>
    public TimeSpan Lifetime => _share.Lifetime;

    /// <summary>Leases that this replica holds.</summary>
    public int Held => _held.Count;

    public HeldLease? Find(string id) => _held.GetValueOrDefault(id);

    /// <summary>Asks the books and waits there for a turn.</summary>
    /// <returns>Null: the shared phase is over, ask elsewhere.</returns>
    public async Task<AdmissionDecision?> AskAsync(AdmissionRequest request, TimeSpan maxWait, ContactPhase phase, CancellationToken cancellationToken)
    {
        // The turn may be told before the answer arrives.
        var waiter = _waiting.GetOrAdd(request.Id, static _ => new());
        try
        {
            var (answered, reply) = await _contact.AskAsync(_books.AdmitAsync(request, maxWait));
            if (!answered)
            {
                Undeliver(request.Id, unused: true);
                return null;
            }
            Note(reply.Pool, reply.NextChange);
            return reply.Status switch
            {
                AdmitStatus.Admitted => Hold(request, reply.Decision),
                AdmitStatus.Refused => reply.Decision,
                AdmitStatus.Waits => await AwaitTurnAsync(request, waiter, maxWait, phase, cancellationToken),
                _ => Incomplete(),
            };
        }
        finally
        {
            _waiting.TryRemove(KeyValuePair.Create(request.Id, waiter));
        }
    }

    private AdmissionDecision? Incomplete()
    {
        _contact.Lose(BooksBegan);
        return null;
    }

    private async Task<AdmissionDecision?> AwaitTurnAsync(AdmissionRequest request, SharedWaiter waiter, TimeSpan maxWait, ContactPhase phase, CancellationToken cancellationToken)
    {
        waiter.Stands = true;
        using var phaseOver = phase.Over.UnsafeRegister(static waiter => ((SharedWaiter)waiter!).TrySetResult(null), waiter);
        try
        {
            var turn = await waiter.Task.WaitAsync(maxWait, _time, cancellationToken);
            if (turn is { } decision)
                return Hold(request, decision);
            if (phase.Over.IsCancellationRequested)
                Undeliver(request.Id, unused: true);
            return null;
        }
        catch (OperationCanceledException)
        {
            // Whatever becomes of it, even a turn given this very moment, goes back unused.
            await ReleaseAsync(request.Id, unused: true);
            throw;
        }
        catch (TimeoutException) when (phase.Over.IsCancellationRequested)
        {
            Undeliver(request.Id, unused: true);
            return null;
        }
        catch (TimeoutException)
        {
            // The last word is the books': it may have had its turn in this moment.
            var (answered, last) = await _contact.AskAsync(_books.AdmitAsync(request, TimeSpan.Zero));
            if (!answered)
            {
                Undeliver(request.Id, unused: true);
                return null;
            }
            Note(last.Pool, last.NextChange);
            return last.Status is AdmitStatus.Admitted ? Hold(request, last.Decision) : last.Status is AdmitStatus.Refused ? last.Decision : Incomplete();
        }
    }

    /// <summary>Keeps a lease that the books gave.</summary>
    private AdmissionDecision Hold(AdmissionRequest request, AdmissionDecision decision)
    {
        var lease = _held.GetOrAdd(request.Id, static (_, state) => new HeldLease(state.request, state.account, state.account._time, untold: false), (request, account: this));
        _own.Adopt(request);
        _past.Add(request);
        return decision with { Lease = lease };
    }

    /// <summary>Keeps a lease that was given without the books; they are told when they answer again.</summary>
    public HeldLease HoldUntold(AdmissionRequest request)
    {
        _past.Add(request);
        return _held.GetOrAdd(request.Id, static (_, state) => new HeldLease(state.request, state.account, state.account._time, untold: true), (request, account: this));
    }

    /// <summary>Gives back, here at once and in the books within the budget, or later.</summary>
    public async ValueTask ReleaseAsync(string id, bool unused)
    {
        _held.TryRemove(id, out _);
        var delivered = false;
        if (_contact.Phase.Kind is ContactKind.Shared)
        {
            (delivered, var reply) = await _contact.AskAsync(_books.ReleaseAsync(Name, id, unused));
            if (delivered)
                Note(reply.Pool, reply.NextChange);
        }
        // Until the books have it back it is this replica's, also when the contact is lost in this moment.
        await (unused ? _own.ReturnAsync(Name, id) : _own.ReleaseAsync(Name, id));
        if (!delivered)
            Undeliver(id, unused);
    }

    /// <summary>Gives back everything, at the end of the process.</summary>
    public async Task ReleaseAllAsync()
    {
        foreach (var id in _held.Keys)
            await ReleaseAsync(id, unused: false);
    }

    /// <summary>One of the waiters had its turn.</summary>
    public void TakeTurn(string id, AdmissionDecision decision)
    {
        if (_waiting.TryGetValue(id, out var waiter))
            waiter.TrySetResult(decision);
    }

    /// <summary>Renews what is held and looks after waiters; one at a time, and those who come meanwhile share the next.</summary>
    public async Task TendAsync(CancellationToken cancellationToken)
    {
        if (_contact.Phase.Kind is ContactKind.Shared)
            await TendAsync(TendMode.Renew, cancellationToken);
    }

    /// <summary>Gives a sign of life to the books.</summary>
    /// <returns>How long the books stay shut; null: they did not answer.</returns>
    public async Task<TimeSpan?> TendAsync(TendMode mode, CancellationToken cancellationToken)
    {
        await _tending.WaitAsync(cancellationToken);
        try
        {
            await DeliverAsync();
            var sent = _time.GetTimestamp();
            var leases = _held.Values.Select(lease => (Lease: lease, Note: new LeaseNote(lease.Request, lease.Age, lease.Untold))).ToList();
            var standing = _waiting.Where(waiter => waiter.Value.Stands).Select(waiter => waiter.Key).ToList();
            var past = mode is TendMode.Merge or TendMode.Return ? _past.Snapshot() : [];
            var reserved = mode is TendMode.Merge ? Reservations() : [];
            var call = _books.TendAsync(Name, _joined ? mode : TendMode.Join, [.. leases.Select(lease => lease.Note)], past, standing, reserved);
            var (answered, reply) = await _contact.AskAsync(call);
            if (!answered)
                return null;
            _joined = true;
            Apply(reply, leases.ConvertAll(lease => lease.Lease), sent);
            return reply.Shut;
        }
        finally
        {
            _tending.Release();
        }
    }

    /// <summary>What this replica may use of a request's limits until the books answer again.</summary>
    public AdmissionRequest WithinShare(AdmissionRequest request)
    {
        if (!request.Levels.IsEmpty)
            _pools[request.Levels[0].Id] = request.Levels[0];
        return request with { Levels = [.. request.Levels.Select(level => level with { Limits = WithinShare(level) })] };
    }

    /// <summary>What this replica may still take of the account's pools while it decides alone.</summary>
    private List<Reservation> Reservations()
    {
        var uses = _own.UsesOf(Name);
        var reservations = new List<Reservation>();
        foreach (var level in _pools.Values)
        {
            var share = WithinShare(level);
            var use = uses.GetValueOrDefault(LevelKey.Of(level));
            var left = new LevelUse(Left(share.Slots, use.Slots), Left(share.Sockets, use.Sockets), Left(share.RequestsPerMinute, use.Requests));
            if (left != default)
                reservations.Add(new(BookWords.Level(level.Level, level.Id), left));
        }
        return reservations;

        static int Left(int? share, int use) => Math.Max(0, (share ?? 0) - use);
    }

    private LimitSet WithinShare(AdmissionLevel level)
    {
        var loss = _atLoss;
        var seen = loss.Seen.GetValueOrDefault(BookWords.Level(level.Level, level.Id));
        return loss.Share.Of(level.Limits, loss.Own.GetValueOrDefault(LevelKey.Of(level)), seen?.All, seen?.Lasting ?? default, _time.GetElapsedTime(loss.At));
    }

    /// <summary>The books are away: what this replica has now is what it may have, besides its part of what was free.</summary>
    public void FixShare() => _atLoss = new(_time.GetTimestamp(), _share, _own.UsesOf(Name), _pictures.ToImmutableDictionary());

    public void Dispose() => _alarm.Dispose();

    private void Apply(TendReply reply, List<HeldLease> asked, long sent)
    {
        if (reply.Shut > TimeSpan.Zero)
            _contact.Lose(BooksBegan);
        if (!reply.Accepted)
            return;
        var gone = reply.Gone.ToHashSet(StringComparer.Ordinal);
        foreach (var lease in asked)
        {
            if (!gone.Contains(lease.Request.Id))
            {
                lease.Confirm(sent);
            }
            else if (_held.TryRemove(KeyValuePair.Create(lease.Request.Id, lease)))
            {
                _metrics.LeaseLost();
                _ = _own.ReleaseAsync(Name, lease.Request.Id).AsTask();
                lease.Lose();
            }
        }
        foreach (var (id, decision) in reply.Granted)
            TakeTurn(id, decision);
        foreach (var id in reply.Unknown)
        {
            if (_waiting.TryGetValue(id, out var waiter))
                waiter.TrySetResult(null);
        }
        foreach (var picture in reply.Pools)
            See(picture);
        _share = _share with { Replicas = Math.Max(1, reply.Replicas), Place = reply.Place };
        SetAlarm(reply.NextChange);
    }

    private void Note(LevelPicture? pool, TimeSpan? nextChange)
    {
        if (pool is not null)
            See(pool);
        SetAlarm(nextChange);
    }

    private void See(LevelPicture pool) => _pictures.AddOrUpdate(
        pool.Level, static (_, seen) => seen, static (_, before, seen) => seen.Lasting is null ? seen with { Lasting = before.Lasting } : seen, pool);

    /// <summary>Keeps what could not be delivered; leases that nobody ends so expire.</summary>
    private void Undeliver(string id, bool unused)
    {
        if (_undelivered.Count < MaxUndelivered)
            _undelivered.Enqueue((id, unused));
    }

    private async Task DeliverAsync()
    {
        var deliveries = new List<(string Id, bool Unused)>();
        while (_undelivered.TryDequeue(out var release))
        {
            // The same work may have been let in again since, by this replica's share.
            if (!_held.ContainsKey(release.Id))
                deliveries.Add(release);
        }
        if (deliveries.Count == 0)
            return;
        var (answered, _) = await _contact.AskAsync(Task.WhenAll(deliveries.Select(release => _books.ReleaseAsync(Name, release.Id, release.Unused))));
        if (!answered)
            deliveries.ForEach(release => Undeliver(release.Id, release.Unused));
    }

    private void SetAlarm(TimeSpan? nextChange)
    {
        if (nextChange is not { } wait)
            return;
        wait = wait < ShortestAlarm ? ShortestAlarm : wait;
        var at = _time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency);
        lock (_alarm)
        {
            if (at >= _alarmAt)
                return;
            _alarmAt = at;
            _alarm.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnAlarm()
    {
        lock (_alarm)
            _alarmAt = long.MaxValue;
        _ = TendAsync(CancellationToken.None);
    }

    /// <summary>What was known when the books were last heard of.</summary>
    private sealed record LossPicture(long At, OutageShare Share, IReadOnlyDictionary<LevelKey, LevelUse> Own, ImmutableDictionary<string, LevelPicture> Seen);
}
