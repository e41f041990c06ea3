using Gateway.Policies.Admission;
using Gateway.Policies.Plans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Admission;

public sealed class LeaseReconcilerTests : IDisposable
{
    private readonly MemoryAdmissionStore _store = new(new(), TimeProvider.System);
    private readonly Works _works = new();
    private readonly MetricCollector<long> _differences;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly LeaseReconciler _reconciler;

    public LeaseReconcilerTests()
    {
        var meters = _services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        _differences = new(meters, AdmissionMetrics.MeterName, "gateway.admission.leases.unaccounted");
        _reconciler = new(_store, [_works], Options.Create(new AdmissionOptions()), new(meters), new FakeTimeProvider(), NullLogger<LeaseReconciler>.Instance);
    }

    public void Dispose()
    {
        _reconciler.Dispose();
        _differences.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task Leases_ThatWorkGoesWith_AreLeftAlone()
    {
        await AdmitAsync("one");
        _works.Add("one");

        await LookAsync(3);

        Assert.Single(_store.Held());
        Assert.Empty(_differences.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task Lease_WithoutWorkAtTwoLooks_IsCountedAndGivenBack()
    {
        await AdmitAsync("leaked");

        await LookAsync(1);
        Assert.Single(_store.Held());
        await LookAsync(2);

        Assert.Empty(_store.Held());
        Assert.Equal([("lease", 1L)], Found());
    }

    [Fact]
    public async Task Lease_WhoseWorkWasAboutToBegin_IsNoDifference()
    {
        await AdmitAsync("one");
        await LookAsync(1);
        _works.Add("one");

        await LookAsync(2);

        Assert.Empty(Found());
    }

    [Fact]
    public async Task Work_WithoutLeaseAtTwoLooks_IsCounted()
    {
        _works.Add("stray");

        await LookAsync(2);

        Assert.Equal([("work", 1L)], Found());
    }

    private async Task AdmitAsync(string id) => Assert.True((await _store.AdmitAsync(
        new() { Id = id, Account = "main", Levels = [new(LimitLevel.Account, "chat", new LimitSet { Slots = 1 })], Units = AdmissionUnits.Slot, Team = "blue" }, default)).Admitted);

    private async Task LookAsync(int times)
    {
        for (var i = 0; i < times; i++)
            await _reconciler.CompareAsync();
    }

    private IEnumerable<(string, long)> Found() => _differences.GetMeasurementSnapshot().Select(measured => ((string)measured.Tags["found"]!, measured.Value));

    private sealed class Works : HashSet<string>, ILiveWork
    {
        public void AddTo(ISet<string> works) => works.UnionWith(this);
    }
}
