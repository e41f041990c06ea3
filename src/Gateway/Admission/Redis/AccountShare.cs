using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gateway.Policies.Admission;
using Gateway.Policies.Plans;

namespace Gateway.Admission.Redis;

/// <summary>
/// What this replica may use of an account while the books do not answer, judged by what it last saw of them. Thread-safe.
/// </summary>
/// <param name="account">Name of the account.</param>
/// <param name="share">The share while it has never heard of others.</param>
/// <param name="own">Books of this replica's own work.</param>
/// <param name="time">The clock.</param>
internal sealed class AccountShare(string account, OutageShare share, MemoryAdmissionStore own, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LevelPicture> _pictures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AdmissionLevel> _pools = new(StringComparer.Ordinal);
    private readonly Lock _sharing = new();
    private bool _isToldOf;
    private volatile OutageShare _share = share;
    private volatile LossPicture _atLoss = new(time.GetTimestamp(), share, own.UsesOf(account), ImmutableDictionary<string, LevelPicture>.Empty);

    /// <summary>Replicas that were last known alive, this one included.</summary>
    public int Replicas => _share.Replicas;

    /// <summary>A pool as the books show it. A message may overtake an answer.</summary>
    public void See(LevelPicture pool) => _pictures.AddOrUpdate(
        pool.Level,
        static (_, now) => now,
        static (_, before, now) => now.Telling < before.Telling ? before : now with { Lasting = now.Lasting ?? before.Lasting },
        pool);

    /// <summary>Pools that a request asks for belong to what this replica may go on using.</summary>
    public void Note(AdmissionRequest request)
    {
        if (request.Levels is [var pool, ..] && !(_pools.TryGetValue(pool.Id, out var known) && known == pool))
            _pools[pool.Id] = pool;
    }

    /// <summary>These may be other books, which count their tellings from one.</summary>
    public void Forget() => _pictures.Clear();

    /// <summary>How many replicas there are, and which of them this one is.</summary>
    public void See(int replicas, int place) => _share = _share with { Replicas = Math.Max(1, replicas), Place = place };

    /// <summary>The books are away: what this replica has now is what it may have, besides its part of what was free.</summary>
    public void Fix()
    {
        lock (_sharing)
        {
            _isToldOf = false;
            _atLoss = new(time.GetTimestamp(), _share, own.UsesOf(account), _pictures.ToImmutableDictionary());
        }
    }

    /// <summary>This replica may soon use its part of what was free. What it had not heard by then, others took before the loss.</summary>
    public void FixPictures()
    {
        lock (_sharing)
            _atLoss = _atLoss with { Seen = _pictures.ToImmutableDictionary() };
    }

    /// <summary>A request as if what this replica had when the books were last heard of were all there is.</summary>
    public AdmissionRequest WithinOwn(AdmissionRequest request)
    {
        var had = _atLoss.Own;
        return request with { Levels = [.. request.Levels.Select(level => level with { Limits = Within(level.Limits, had.GetValueOrDefault(LevelKey.Of(level))) })] };

        static LimitSet Within(LimitSet limits, LevelUse use) => limits with
        {
            RequestsPerMinute = limits.RequestsPerMinute is null ? null : use.Requests,
            Slots = limits.Slots is null ? null : use.Slots,
            Sockets = limits.Sockets is null ? null : use.Sockets,
        };
    }

    /// <summary>A request under this replica's share of its limits.</summary>
    public AdmissionRequest WithinShare(AdmissionRequest request)
    {
        lock (_sharing)
        {
            // Of a pool that the books did not hear of in time nothing is set aside.
            if (_isToldOf && request.Levels is [var pool, ..] && !_pools.ContainsKey(pool.Id))
                return WithinOwn(request);
            Note(request);
        }
        return request with { Levels = [.. request.Levels.Select(level => level with { Limits = Share(level) })] };
    }

    /// <summary>What this replica may take of the account's pools while it decides alone, beyond what it tells the books at the same time.</summary>
    public List<Reservation> Reservations(IReadOnlyCollection<LeaseNote> leases, IReadOnlyCollection<PastRequest> past)
    {
        lock (_sharing)
            _isToldOf = true;
        var reservations = new List<Reservation>();
        foreach (var level in _pools.Values)
        {
            var (name, part) = (BookWords.Level(level.Level, level.Id), Share(level));
            var told = leases.Where(lease => LevelKey.Of(lease.Request.Levels[0]) == LevelKey.Of(level)).ToList();
            var left = new LevelUse(
                Left(part.Slots, told.Count(lease => lease.Request.Units.Takes(AdmissionUnits.Slot))),
                Left(part.Sockets, told.Count(lease => lease.Request.Units.Takes(AdmissionUnits.Socket))),
                Left(part.RequestsPerMinute, past.Count(request => request.CountsIn(name))));
            if (left != default)
                reservations.Add(new(name, left));
        }
        return reservations;

        static int Left(int? part, int told) => Math.Max(0, (part ?? 0) - told);
    }

    private LimitSet Share(AdmissionLevel level)
    {
        var loss = _atLoss;
        var seen = loss.Seen.GetValueOrDefault(BookWords.Level(level.Level, level.Id));
        return loss.Share.Of(level.Limits, loss.Own.GetValueOrDefault(LevelKey.Of(level)), seen?.All, seen?.Lasting ?? default, time.GetElapsedTime(loss.At));
    }

    /// <summary>What was known when the books were last heard of.</summary>
    private sealed record LossPicture(long At, OutageShare Share, IReadOnlyDictionary<LevelKey, LevelUse> Own, ImmutableDictionary<string, LevelPicture> Seen);
}
