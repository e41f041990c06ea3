using System.Threading.RateLimiting;
using Gateway.Policies.Admission;
using Gateway.Policies.Plans;

namespace Gateway.Admission;

/// <summary>An answer of the gate that nobody came back for.</summary>
public sealed class BegunEntryTests
{
    private readonly MemoryAdmissionStore _store = new(new AdmissionRules(), TimeProvider.System);
    private readonly LiveRequests _requests = new();
    private readonly TaskCompletionSource<RateLimitLease> _answer = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task End_OfItsRequest_GivesBackWhatNobodyTook(bool isTaken)
    {
        var entry = new BegunEntry(_answer.Task);
        if (isTaken)
            _ = entry.Take();
        var ending = entry.DisposeAsync();

        var work = new AdmissionRequest
        {
            Id = "w",
            Account = "main",
            Levels = [new(LimitLevel.Account, "chat", new LimitSet { Slots = 1, RequestsPerMinute = 10 })],
            Units = AdmissionUnits.Request | AdmissionUnits.Slot,
            Team = "one",
        };
        var decision = await _store.AdmitAsync(work, CancellationToken.None);
        _answer.SetResult(new CapacityLease(_store, work, decision, default, _requests));
        await ending;

        var pool = (await _store.ViewAsync("main", CancellationToken.None)).Pools.Single();
        Assert.Equal(isTaken ? (1, 1) : (0, 0), (pool.Slots, pool.Requests));
        var live = new HashSet<string>();
        _requests.AddTo(live);
        Assert.Equal(isTaken ? 1 : 0, live.Count);
    }

    [Fact]
    public async Task End_OfARequestThatLeftTheQueue_IsQuiet()
    {
        var entry = new BegunEntry(_answer.Task);
        _answer.SetCanceled(CancellationToken.None);
        await entry.DisposeAsync();
    }
}
