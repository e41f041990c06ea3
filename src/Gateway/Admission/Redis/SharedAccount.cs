using System.Collections.Concurrent;
using Gateway.Policies.Admission;

namespace Gateway.Admission.Redis;

/// <summary>
/// What this replica has in the books of one account: leases, waiters, releases that could not be delivered, and what it
/// last saw of the whole. Thread-safe.
/// </summary>
internal sealed class SharedAccount : IDisposable
{
    private const string BooksBegan = "the books began anew";

    /// <summary>
    /// Who finds a lease in doubt while the contact has just been lost was probably frozen: then the books answer again in
    /// a moment, and only they know.
    /// </summary>
    private static readonly TimeSpan PatienceInDoubt = TimeSpan.FromSeconds(2);

    private readonly RedisBooks _books;
    private readonly RedisContact _contact;
    private readonly MemoryAdmissionStore _own;
    private readonly TimeProvider _time;
    private readonly AdmissionMetrics _metrics;
    private readonly PastRequests _past;
    private readonly ConcurrentDictionary<string, HeldLease> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SharedWaiter> _waiting = new(StringComparer.Ordinal);
    private readonly ReleaseOutbox _outbox;
    private readonly SemaphoreSlim _tending = new(1);
    private readonly TurnAlarm _alarm;
    private bool _joined;
    private volatile bool _hasDecidedAlone;

    /// <param name="name">Name of the account.</param>
    /// <param name="share">This replica's share while it has never heard of others.</param>
    /// <param name="books">The shared books.</param>
    /// <param name="contact">Whether they answer.</param>
    /// <param name="own">Books of this replica's own work.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Where leases that were lost are counted.</param>
    public SharedAccount(string name, OutageShare share, RedisBooks books, RedisContact contact, MemoryAdmissionStore own, TimeProvider time, AdmissionMetrics metrics)
    {
        (Name, Lifetime, _books, _contact, _own, _time, _metrics) = (name, share.Lifetime, books, contact, own, time, metrics);
        Share = new(name, share, own, time);
        _past = new(share.Window, time);
        _alarm = new(time, () => _ = TendAsync(CancellationToken.None));
        _outbox = new(name, books, contact, _alarm);
    }

    public string Name { get; }

    /// <summary>How long a lease lives unrenewed.</summary>
    public TimeSpan Lifetime { get; }

    /// <summary>What this replica may use while the books do not answer.</summary>
    public AccountShare Share { get; }

    /// <summary>Leases that this replica holds.</summary>
    public int Held => _held.Count;

    /// <summary>The same, one by one.</summary>
    public IEnumerable<HeldLease> Leases => _held.Select(lease => lease.Value);

    public HeldLease? Find(string key) => _held.GetValueOrDefault(key);

    /// <summary>Asks the books and waits there for a turn.</summary>
    /// <param name="key">What the holder of the lease will call it.</param>
    /// <param name="request">The work, with an id that the books hear for the first time.</param>
    /// <param name="maxWait">How long it may wait.</param>
    /// <param name="phase">The shared phase that it is for.</param>
    /// <param name="cancellationToken">The caller left.</param>
    /// <returns>Null: the shared phase is over, ask elsewhere.</returns>
    public async Task<AdmissionDecision?> AskAsync(string key, AdmissionRequest request, TimeSpan maxWait, ContactPhase phase, CancellationToken cancellationToken)
    {
        // What an earlier try took without hearing of it goes back first.
        if (!_outbox.IsEmpty)
            await _outbox.DeliverAsync(phase, _outbox.Take(ReleaseOutbox.AtOnce));
        Share.Note(request);
        // The turn may be told before the answer arrives.
        var waiter = _waiting.GetOrAdd(request.Id, static (_, time) => new(time.GetTimestamp()), _time);
        try
        {
            var (answered, reply) = await _contact.AskInLineAsync(phase, static ask => ask._books.AdmitAsync(ask.request, ask.maxWait), (_books, request, maxWait));
            if (!answered)
                return Abandon(request);
            _alarm.Set(reply.NextChange);
            return reply.Status switch
            {
                AdmitStatus.Admitted => await HoldAsync(key, request, reply.Decision, waiter, cancellationToken),
                AdmitStatus.Refused => reply.Decision,
                AdmitStatus.Waits => await AwaitTurnAsync(key, request, waiter, maxWait, phase, cancellationToken),
                _ => Incomplete(),
            };
        }
        finally
        {
            _waiting.TryRemove(KeyValuePair.Create(request.Id, waiter));
        }
    }

    /// <summary>Keeps a lease that was given without the books; they are told when they answer again.</summary>
    public HeldLease HoldUntold(string key, AdmissionRequest request)
    {
        _hasDecidedAlone = true;
        return Keep(key, request, untold: true, _time.GetTimestamp());
    }

    /// <summary>Gives back, here at once and in the books within the budget, or later.</summary>
    public async ValueTask ReleaseAsync(string key, bool unused)
    {
        if (_held.TryRemove(key, out var lease))
            await GiveAsync(lease.Request.Id, unused);
    }

    /// <summary>The work left for the upstream long after it was let in.</summary>
    public async ValueTask LeftLateAsync(string key)
    {
        if (Find(key) is not { Request.Id: var id } lease)
            return;
        lease.LeftLate();
        await _own.LeftLateAsync(Name, id);
        // Not in line: its own release, which is not either, may follow at once.
        if (_contact.Phase is { Kind: ContactKind.Shared } phase)
            await _contact.AskAsync(phase, static ask => ask._books.LeftLateAsync(ask.Name, ask.id), (_books, Name, id));
    }

    /// <summary>The upstream refused work that was let in.</summary>
    public async ValueTask RefusedUpstreamAsync(string key, LimitKind limit)
    {
        if (Find(key) is not { Request.Id: var id })
            return;
        await _own.RefusedUpstreamAsync(Name, id, limit);
        if (_contact.Phase is { Kind: ContactKind.Shared } phase)
            await _contact.AskInLineAsync(phase, static ask => ask._books.RefusedAsync(ask.Name, ask.id, ask.limit), (_books, Name, id, limit));
    }

    /// <summary>Gives back everything, places in line too; nothing new is asked for any more.</summary>
    public async Task ReleaseAllAsync()
    {
        var releases = _outbox.Take(int.MaxValue);
        releases.AddRange(_waiting.Keys.Select(static id => (id, Unused: true)));
        foreach (var key in _held.Keys)
        {
            if (!_held.TryRemove(key, out var lease))
                continue;
            await _own.ReleaseAsync(Name, lease.Request.Id);
            releases.Add((lease.Request.Id, Unused: false));
        }
        await _outbox.DeliverAsync(_contact.Phase, releases);
    }

    /// <summary>One of the waiters had its turn.</summary>
    public void TakeTurn(string id, AdmissionDecision decision)
    {
        if (_waiting.TryGetValue(id, out var waiter))
            waiter.TrySetResult(decision);
    }

    /// <summary>Makes sure of a lease in doubt: asks, or decides that there is nobody to ask.</summary>
    public async Task ConfirmAsync(HeldLease lease, CancellationToken cancellationToken)
    {
        while (lease is { InDoubt: true, IsSold: false } && Find(lease.Key) == lease)
        {
            var phase = _contact.Phase;
            if (phase.Kind is ContactKind.Shared)
                await TendAsync(TendMode.Renew, cancellationToken, lease);
            else if (phase.Kind is not ContactKind.Ended && _contact.Away < PatienceInDoubt)
                await Task.Delay(TurnAlarm.Shortest, _time, cancellationToken);
            else
                return;
        }
    }

    /// <summary>Renews what is held and looks after waiters.</summary>
    public async Task TendAsync(CancellationToken cancellationToken)
    {
        if (_contact.Phase.Kind is ContactKind.Shared)
            await TendAsync(TendMode.Renew, cancellationToken);
    }

    /// <summary>Gives a sign of life to the books; one at a time.</summary>
    /// <param name="mode">What is told.</param>
    /// <param name="cancellationToken">Nobody waits for it any more; only before it is sent.</param>
    /// <param name="doubted">The lease that it is about; nothing is told if another sign has cleared that up meanwhile.</param>
    /// <returns>How long the books stay shut; null: they did not answer, or were not asked.</returns>
    public async Task<TimeSpan?> TendAsync(TendMode mode, CancellationToken cancellationToken, HeldLease? doubted = null)
    {
        await _tending.WaitAsync(cancellationToken);
        try
        {
            if (doubted is { InDoubt: false } or { IsSold: true })
                return null;
            var phase = _contact.Phase;
            // A replica that decides alone by now gives no usual sign: that would end what is set aside for it.
            if (mode is TendMode.Renew && phase.Kind is not ContactKind.Shared)
                return null;
            var sent = _time.GetTimestamp();
            // A replica that goes on deciding alone uses again what is given back from here on, so the books must not sell it.
            var releases = _outbox.Take(int.MaxValue);
            var leases = _held.Values.ToList();
            var notes = leases.ConvertAll(lease => new LeaseNote(lease.Request, lease.Age, lease.IsUntold));
            var tellsAll = mode is not (TendMode.Renew or TendMode.Returned);
            var past = mode is TendMode.Renew ? [] : _past.All();
            var standing = _waiting.Where(waiter => waiter.Value.Stands).Select(waiter => waiter.Key).ToList();
            // Also after a moment's silence: what this replica had may be less now, and if it stays alone it uses as much again.
            var reserved = tellsAll ? Share.Reservations(notes, past) : [];
            var (answered, reply) = await _contact.AskAsync(
                phase,
                static ask => ask._books.TendAsync(ask.Name, ask.mode, ask.Replicas, ask.notes, ask.past, ask.standing, ask.reserved),
                (_books, Name, mode: _joined ? mode : _hasDecidedAlone ? TendMode.JoinLate : TendMode.Join, Share.Replicas, notes, past, standing, reserved));

            // The sign of life may have been heard after their release, and have taken them again.
            foreach (var lease in leases.Where(lease => Find(lease.Key) != lease))
                _outbox.Add(lease.Request.Id, unused: false);
            if (!answered)
            {
                _outbox.Add(releases);
                return null;
            }
            _joined = true;
            past.ForEach(static request => request.Told());
            Apply(reply, mode, leases, standing, sent);
            // Only now: what was given back is used again by work that the books had not heard of before.
            if (!tellsAll && reply.Shut == TimeSpan.Zero)
                releases.AddRange(_outbox.Take(int.MaxValue));
            await _outbox.DeliverAsync(phase, releases);
            return reply.Shut;
        }
        finally
        {
            _tending.Release();
        }
    }

    public void Dispose() => _alarm.Dispose();

    private async Task<AdmissionDecision?> AwaitTurnAsync(string key, AdmissionRequest request, SharedWaiter waiter, TimeSpan maxWait, ContactPhase phase, CancellationToken cancellationToken)
    {
        waiter.Stands = true;
        using var givingUp = phase.LinesGivenUp.UnsafeRegister(static waiter => ((SharedWaiter)waiter!).TrySetResult(null), waiter);
        try
        {
            return await waiter.Task.WaitAsync(maxWait, _time, cancellationToken) is { } decision
                ? await HoldAsync(key, request, decision, waiter, cancellationToken)
                : Abandon(request);
        }
        catch (OperationCanceledException)
        {
            // Whatever becomes of it, even a turn given this very moment, goes back unused.
            await GiveAsync(request.Id, unused: true);
            throw;
        }
        catch (TimeoutException) when (phase.LinesGivenUp.IsCancellationRequested)
        {
            return Abandon(request);
        }
        catch (TimeoutException)
        {
            // The last word is the books': it may have had its turn in this moment.
            var (answered, last) = await _contact.AskInLineAsync(_contact.Phase, static ask => ask._books.AdmitAsync(ask.request, TimeSpan.Zero), (_books, request));
            if (!answered)
                return Abandon(request);
            _alarm.Set(last.NextChange);
            return last.Status is AdmitStatus.Admitted ? await HoldAsync(key, request, last.Decision, waiter, cancellationToken) : last.Status is AdmitStatus.Refused ? last.Decision : Incomplete();
        }
    }

    /// <summary>Nobody waits for this turn any more; the work asks again under another id.</summary>
    private AdmissionDecision? Abandon(AdmissionRequest request)
    {
        _outbox.Add(request.Id, unused: true);
        return null;
    }

    private AdmissionDecision? Incomplete()
    {
        _contact.LoseBooks(BooksBegan, surely: false);
        return null;
    }

    /// <summary>
    /// Keeps a lease that the books gave. A process that stood still hears of it when the slot may be somebody else's
    /// already; then nothing was given.
    /// </summary>
    private async ValueTask<AdmissionDecision?> HoldAsync(string key, AdmissionRequest request, AdmissionDecision decision, SharedWaiter waiter, CancellationToken cancellationToken)
    {
        _own.Adopt(request);
        var lease = Keep(key, request, untold: false, waiter.Known);
        if (!lease.InDoubt)
            return decision with { Lease = lease };
        try
        {
            return await lease.ConfirmAsync(cancellationToken) && Find(key) == lease ? decision with { Lease = lease } : null;
        }
        catch (OperationCanceledException)
        {
            if (_held.TryRemove(KeyValuePair.Create(key, lease)))
                await GiveAsync(request.Id, unused: true);
            throw;
        }
    }

    private HeldLease Keep(string key, AdmissionRequest request, bool untold, long confirmed) => _held.GetOrAdd(
        key,
        static (key, state) => new(key, state.request, state.account, state.account._time, state.untold, state.account._past.Add(state.request, state.untold), state.confirmed),
        (request, account: this, untold, confirmed));

    private async ValueTask GiveAsync(string id, bool unused)
    {
        // First here: if the contact is lost in this moment, the slot may be another replica's already.
        await (unused ? _own.ReturnAsync(Name, id) : _own.ReleaseAsync(Name, id));
        if (_contact.Phase is { Kind: ContactKind.Shared } phase)
            await _outbox.DeliverAsync(phase, [(id, unused), .. _outbox.Take(ReleaseOutbox.AtOnce - 1)]);
        else
            _outbox.Add(id, unused);
    }

    private void Apply(TendReply reply, TendMode mode, List<HeldLease> asked, List<string> standing, long sent)
    {
        if (reply.Shut > TimeSpan.Zero)
            _contact.LoseBooks(BooksBegan, surely: mode is not TendMode.Renew);
        if (!reply.Accepted)
            return;
        var gone = reply.Gone.ToHashSet(StringComparer.Ordinal);
        foreach (var lease in asked)
        {
            if (!gone.Contains(lease.Request.Id))
            {
                lease.Confirm(sent);
            }
            else if (Find(lease.Key) == lease)
            {
                // First: whoever no longer finds it must find it lost.
                lease.Sold();
                if (!_held.TryRemove(KeyValuePair.Create(lease.Key, lease)))
                    continue;
                _metrics.LeaseLost();
                _ = _own.ReleaseAsync(Name, lease.Request.Id).AsTask();
                lease.Lose();
            }
        }
        foreach (var id in standing)
        {
            if (_waiting.TryGetValue(id, out var waiter))
                waiter.Known = sent;
        }
        foreach (var (id, decision) in reply.Granted)
            TakeTurn(id, decision);
        foreach (var id in reply.Unknown)
        {
            if (_waiting.TryGetValue(id, out var waiter))
                waiter.TrySetResult(null);
        }
        if (mode is TendMode.Merge or TendMode.Return)
            Share.Forget();
        foreach (var picture in reply.Pools)
            Share.See(picture);
        // Books that are shut do not know everybody yet.
        if (reply.Shut == TimeSpan.Zero)
            Share.See(reply.Replicas, reply.Place);
        _alarm.Set(reply.NextChange);
    }
}
