using System.Diagnostics.Metrics;
using Gateway.Policies.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Gateway.Metering;

public sealed class GenAiMetricsTests : IDisposable
{
    private static readonly UsageRecord Stream = new()
    {
        Id = "work",
        Team = "apps",
        KeyId = "key",
        Account = "main",
        Contract = "L1",
        IsStreamed = true,
        ToFirstContent = TimeSpan.FromSeconds(0.25),
        Duration = TimeSpan.FromSeconds(1.25),
        Amounts = new() { Requests = 1, PromptTokens = 5, CompletionTokens = 11 },
    };

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    [Fact]
    public void TimePerToken_OfAWholeStream_IsThatOfTheTokensAfterTheFirst() => Assert.Equal([0.1], TimesPerToken(Stream));

    [Fact]
    public void TimePerToken_OfWhatWasCutOrCameAtOnce_IsNotTold() => Assert.Empty(TimesPerToken(
        Stream with { Outcome = UsageOutcome.CallerLeft },
        Stream with { IsStreamed = false },
        Stream with { Amounts = new() { Requests = 1, CompletionTokens = 1 } }));

    public void Dispose() => _services.Dispose();

    private List<double> TimesPerToken(params UsageRecord[] records)
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        var metrics = new GenAiMetrics(meters);
        using var times = new MetricCollector<double>(meters, GenAiMetrics.MeterName, "gen_ai.server.time_per_output_token");
        foreach (var record in records)
            metrics.Ended(record);
        return [.. times.GetMeasurementSnapshot().Select(time => time.Value)];
    }
}
