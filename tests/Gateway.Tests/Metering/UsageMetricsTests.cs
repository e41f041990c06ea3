using System.Diagnostics.Metrics;
using System.Globalization;
using Gateway.Policies.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Gateway.Metering;

public sealed class UsageMetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly IMeterFactory _meters;
    private readonly UsageMetrics _metrics;

    public UsageMetricsTests()
    {
        _meters = _services.GetRequiredService<IMeterFactory>();
        _metrics = new UsageMetrics(_meters);
    }

    [Fact]
    public void Records_OfOneTeamAndModel_AddUp()
    {
        _metrics.Ended(Chat(tokens: 10) with { Cost = 0.5m });
        _metrics.Ended(Chat(tokens: 5));
        _metrics.Ended(Chat(tokens: 0) with { Outcome = UsageOutcome.Broken });

        Assert.Equal(15, Assert.Single(Read<long>("gateway.usage.tokens", "prompt")).Value);
        Assert.Equal(2, Assert.Single(Read<long>("gateway.usage.requests", "completed")).Value);
        Assert.Equal(1, Assert.Single(Read<long>("gateway.usage.requests", "broken")).Value);
        Assert.Equal(0.5, Assert.Single(Read<double>("gateway.usage.cost", "EUR")).Value);
        Assert.Equal(2, Assert.Single(Read<long>("gateway.usage.unpriced", "apps")).Value);
    }

    [Fact]
    public void Tags_NameTeamContractAndModel_AndNeverMoreTeamsThanAreTold()
    {
        foreach (var n in Enumerable.Range(0, UsageMetrics.MaxTeams + 50))
            _metrics.Ended(Chat(tokens: 1) with { Team = "team" + n.ToString(CultureInfo.InvariantCulture), Model = "a model of the caller's" });

        var requests = Read<long>("gateway.usage.requests", "completed");
        Assert.Equal(UsageMetrics.MaxTeams + 1, requests.Select(r => r.Tags["team"]).Distinct().Count());
        Assert.Equal(50, requests.Single(r => r.Tags["team"] is "other").Value);
        Assert.All(requests, r => Assert.Equal(("L1", "other"), (r.Tags["contract"], r.Tags["model"])));
    }

    [Fact]
    public void Combinations_BeyondTheirNumber_AreToldApartByContractAlone()
    {
        foreach (var n in Enumerable.Range(0, UsageMetrics.MaxSeries + 100))
            _metrics.Ended(Chat(tokens: 1) with { Team = $"team{n % 150}", Contract = $"T{n / 150}" });

        var requests = Read<long>("gateway.usage.requests", "completed");
        Assert.Equal(UsageMetrics.MaxSeries + 100, requests.Sum(r => r.Value));
        Assert.Equal(UsageMetrics.MaxSeries, requests.Count(r => r.Tags["team"] is not "other"));
        Assert.All(requests.Where(r => r.Tags["team"] is "other"), r => Assert.Equal("other", r.Tags["model"]));
    }

    public void Dispose() => _services.Dispose();

    private List<CollectedMeasurement<T>> Read<T>(string instrument, string tag)
        where T : struct
    {
        using var collector = new MetricCollector<T>(_meters, UsageMetrics.MeterName, instrument);
        collector.RecordObservableInstruments();
        return [.. collector.GetMeasurementSnapshot().Where(m => m.Tags.Values.Contains(tag))];
    }

    private static UsageRecord Chat(long tokens) => new()
    {
        Id = "work",
        Team = "apps",
        KeyId = "key",
        Account = "main",
        Contract = "L1",
        Currency = "EUR",
        Amounts = new() { Requests = 1, PromptTokens = tokens },
    };
}
