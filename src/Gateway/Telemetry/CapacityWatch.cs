using System.Collections.Immutable;
using Gateway.Admin;
using Gateway.Admin.Documents;
using Gateway.Metering;
using Gateway.Policies.Contracts;
using Gateway.Policies.Plans;
using Gateway.Upstream;

namespace Gateway.Telemetry;

/// <summary>Looks at the books every few seconds for <see cref="CapacityMetrics"/>, which are read at any time and must not wait.</summary>
internal sealed class CapacityWatch(LiveState live, UpstreamAccounts accounts, CapacityMetrics metrics, TimeProvider time) : BackgroundService
{
    /// <summary>How old a figure can be; half of what a scrape usually takes.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private static readonly string[] ModelsOfRecordings = [ModelName.Canonical(ModelNames.Pulse), ModelName.Canonical(ModelNames.PulsePro)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                if (metrics.AreWanted)
                    metrics.Show(await LookAsync(stoppingToken));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task<ImmutableArray<PoolFigures>> LookAsync(CancellationToken cancellationToken)
    {
        var shown = (await live.ListAccountsAsync(cancellationToken)).Items.SelectMany(account => account.Pools).Select(Figures);
        return [.. Idle().Concat(shown).GroupBy(pool => (pool.Account, pool.Group, pool.Model)).Select(same => same.Aggregate(Sum))];
    }

    /// <summary>What the plans limit, whether it is in use or not.</summary>
    private IEnumerable<PoolFigures> Idle() =>
        from account in accounts.All
        from pool in account.Plan.Pools
        where pool.Value != LimitSet.None
        from model in pool.Key is LimitGroup.Stt ? ModelsOfRecordings : ["none"]
        select new PoolFigures(account.Name, LimitGroupName.Of(pool.Key), model, pool.Value);

    private static PoolFigures Figures(PoolDocument pool)
    {
        var id = pool.Id.Split(':', 2);
        return new(pool.Account, id[0], KnownModels.Fold(id.Length > 1 ? id[1] : null), pool.Limits)
        {
            LearnedSlots = pool.LearnedSlots,
            LearnedRequests = pool.LearnedRequestsPerMinute,
            Slots = pool.Slots,
            Sockets = pool.Sockets,
            Requests = pool.Requests,
            Waiting = pool.Waiting,
            OldestWaitSeconds = pool.OldestWaitSeconds,
        };
    }

    /// <summary>The plan says what is allowed, the books what it comes to.</summary>
    private static PoolFigures Sum(PoolFigures sum, PoolFigures pool) => pool with
    {
        Caps = sum.Caps != LimitSet.None ? sum.Caps : pool.Caps,
        Slots = sum.Slots + pool.Slots,
        Sockets = sum.Sockets + pool.Sockets,
        Requests = sum.Requests + pool.Requests,
        Waiting = sum.Waiting + pool.Waiting,
        OldestWaitSeconds = Math.Max(sum.OldestWaitSeconds, pool.OldestWaitSeconds),
    };
}
