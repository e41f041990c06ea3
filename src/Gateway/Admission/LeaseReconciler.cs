using Gateway.Policies.Admission;
using Microsoft.Extensions.Options;

namespace Gateway.Admission;

/// <summary>
/// Compares the leases of this process with the work that really goes on, once a renewal. There is no difference unless
/// something is wrong here; then it is counted, and a lease that nobody lives by is given back, because it would be renewed
/// for ever.
/// </summary>
internal sealed class LeaseReconciler(IAdmissionStore store, IEnumerable<ILiveWork> works, IOptions<AdmissionOptions> options, AdmissionMetrics metrics, TimeProvider time, ILogger<LeaseReconciler> logger)
    : BackgroundService
{
    // The two sides are not looked at in one moment: only what differs at two looks running is a difference.
    private HashSet<string> _leasesAlone = [];
    private HashSet<string> _worksAlone = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RenewInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await CompareAsync();
    }

    /// <summary>Looks once.</summary>
    public async Task CompareAsync()
    {
        var live = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in works)
            source.AddTo(live);
        var held = store.Held();
        var leasesAlone = new HashSet<string>(StringComparer.Ordinal);
        foreach (var lease in held)
        {
            if (live.Remove(lease.Id) || !leasesAlone.Add(lease.Id) || !_leasesAlone.Contains(lease.Id))
                continue;
            metrics.LeaseWithoutWork();
            logger.LeaseWithoutWork(lease.Account, lease.Levels.IsEmpty ? "" : lease.Levels[0].Id, lease.Id);
            await store.ReleaseAsync(lease.Account, lease.Id);
        }
        foreach (var work in live.Where(_worksAlone.Contains))
        {
            metrics.WorkWithoutLease();
            logger.WorkWithoutLease(work);
        }
        (_leasesAlone, _worksAlone) = (leasesAlone, live);
    }
}
