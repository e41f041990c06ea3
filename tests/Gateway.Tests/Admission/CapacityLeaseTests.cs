using Gateway.Policies.Admission;
using Gateway.Policies.Plans;

namespace Gateway.Admission;

/// <summary>What becomes of a lease that nobody gave back before it was disposed of.</summary>
public sealed class CapacityLeaseTests
{
    private readonly MemoryAdmissionStore _store = new(new AdmissionRules(), TimeProvider.System);

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Dispose_GivesTheSlotBack_AndTheRequestWhereItNeverWentOn(bool begins, int counted)
    {
        var work = new AdmissionRequest
        {
            Id = "w",
            Account = "main",
            Levels = [new(LimitLevel.Account, "chat", new LimitSet { Slots = 1, RequestsPerMinute = 10 })],
            Units = AdmissionUnits.Request | AdmissionUnits.Slot,
            Team = "one",
        };
        var requests = new LiveRequests();
        var lease = new CapacityLease(_store, work, await _store.AdmitAsync(work, CancellationToken.None), default, requests);
        if (begins)
            lease.Begins();
        lease.Dispose();

        var pool = (await _store.ViewAsync("main", CancellationToken.None)).Pools.Single();
        Assert.Equal((0, counted), (pool.Slots, pool.Requests));
        var live = new HashSet<string>();
        requests.AddTo(live);
        Assert.Empty(live);
    }
}
