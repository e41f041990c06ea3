using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Gateway.Policies.Plans;

namespace Gateway.Telemetry;

/// <summary>
/// The capacity of the accounts as it was last looked at: what is allowed, learned, held, and who waits. Replicas that
/// share their books show the same figures. Tags come from settings and closed sets. Thread-safe.
/// </summary>
internal sealed class CapacityMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Capacity";

    private readonly ObservableGauge<int> _cap;
    private ImmutableArray<PoolFigures> _pools = [];

    public CapacityMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _cap = meter.CreateObservableGauge("gateway.capacity.cap", () => ByLimit(static pool => pool.Caps), "{unit}", "What the plan allows.");
        meter.CreateObservableGauge("gateway.capacity.learned", () => ByLimit(Learned), "{unit}", "What the upstream lets through, as far as it has taught; the plan's figure where it has taught nothing.");
        meter.CreateObservableGauge("gateway.capacity.held", () => ByLimit(Held), "{unit}", "What is taken now.");
        meter.CreateObservableGauge("gateway.capacity.waiting", () => ByPool(static pool => pool.Waiting), "{request}", "Work that waits for its turn now.");
        meter.CreateObservableGauge("gateway.capacity.wait.oldest", () => ByPool(static pool => pool.OldestWaitSeconds), "s", "How long the first of those who wait has waited.");
    }

    /// <summary>Whether anybody reads them: else there is no need to look.</summary>
    public bool AreWanted => _cap.Enabled;

    /// <summary>Takes what the books show now.</summary>
    public void Show(ImmutableArray<PoolFigures> pools) => ImmutableInterlocked.InterlockedExchange(ref _pools, pools);

    private static LimitSet Learned(PoolFigures pool) => pool.Caps with
    {
        Slots = pool.LearnedSlots ?? pool.Caps.Slots,
        RequestsPerMinute = pool.LearnedRequests ?? pool.Caps.RequestsPerMinute,
    };

    private static LimitSet Held(PoolFigures pool) => new()
    {
        Slots = pool.Slots,
        Sockets = pool.Sockets > 0 || pool.Caps.Sockets is not null ? pool.Sockets : null,
        RequestsPerMinute = pool.Requests > 0 || pool.Caps.RequestsPerMinute is not null ? pool.Requests : null,
    };

    private IEnumerable<Measurement<int>> ByLimit(Func<PoolFigures, LimitSet> figures)
    {
        foreach (var pool in _pools)
        {
            var set = figures(pool);
            foreach (var (limit, figure) in new[] { ("slots", set.Slots), ("sockets", set.Sockets), ("requests_per_minute", set.RequestsPerMinute) })
            {
                if (figure is { } known)
                    yield return new(known, Account(pool), Group(pool), Model(pool), new("limit", limit));
            }
        }
    }

    private IEnumerable<Measurement<T>> ByPool<T>(Func<PoolFigures, T> figure)
        where T : struct
    {
        foreach (var pool in _pools)
            yield return new(figure(pool), Account(pool), Group(pool), Model(pool));
    }

    private static KeyValuePair<string, object?> Account(PoolFigures pool) => new("account", pool.Account);

    private static KeyValuePair<string, object?> Group(PoolFigures pool) => new("group", pool.Group);

    private static KeyValuePair<string, object?> Model(PoolFigures pool) => new("model", pool.Model);
}
