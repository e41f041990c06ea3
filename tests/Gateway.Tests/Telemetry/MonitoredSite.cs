using System.Net.Http.Headers;
using Gateway.Admin;
using Gateway.Admission.Redis;
using Gateway.Cli.Load;
using Gateway.Policies.Keys;
using Gateway.RequestPath;
using Microsoft.Extensions.DependencyInjection;
using Waves.Simulator;
using Waves.Simulator.Faults;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Telemetry;

/// <summary>
/// What the compose file starts for a look at the dashboards, in one process: simulator on the standard plan, gateway with
/// Redis, the demo load, and a real Prometheus that scrapes it. Skips its tests where there is no Prometheus.
/// </summary>
public sealed class MonitoredSite(RedisFixture redis) : IAsyncLifetime
{
    private const string AdminKey = "the tests' own: k9Zq2Lw7";

    private readonly CancellationTokenSource _stopping = new();
    private WavesSimulatorHost? _waves;
    private GatewayUnderTest? _gateway;
    private PrometheusProcess? _prometheus;
    private OtlpCollector? _collector;
    private Task _load = Task.CompletedTask;

    internal PrometheusProcess Prometheus
    {
        get
        {
            Assert.SkipWhen(_prometheus is null, "There is no prometheus on the PATH (Debian: prometheus).");
            return _prometheus;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (PrometheusProcess.Find("prometheus") is null)
            return;
        _waves = await WavesSimulatorHost.StartAsync(
            new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey], Limits = PlanLimits.Standard, Cadence = Cadence.Lifelike with { CompleteBackoff = TimeSpan.Zero } }, Patience.Token);
        var server = await redis.ServerAsync();
        _collector = await OtlpCollector.StartAsync();
        var secrets = new List<string>();
        _gateway = await GatewayUnderTest.StartAsync(_waves.BaseAddress, setup =>
        {
            setup.Settings["Gateway:Upstream:Accounts:0:Plan"] = "standard";
            setup.Settings["Gateway:Redis:ConnectionString"] = server.ConnectionString;
            setup.Settings["Gateway:Redis:KeyPrefix"] = $"test-{Guid.NewGuid():N}"[..17];
            // What a busy test machine takes for an answer is not what these tests are about.
            setup.Settings["Gateway:Admission:DecisionBudget"] = "00:00:05";
            setup.Settings["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = _collector.Url + "/v1/traces";
            setup.Settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            secrets.Add(setup.Keys.Add(new VirtualKey { Id = "key_1", Name = "one", Team = "reservations" }));
            secrets.Add(setup.Keys.Add(new VirtualKey { Id = "key_2", Name = "two", Team = "support" }));
        });
        await _gateway.Services.GetRequiredService<IPlanAdministration>().PutPricesAsync(DemoLoad.Prices, new("test", "test"), Patience.Token);
        _prometheus = await PrometheusProcess.StartAsync(_gateway.AdminAddress);
        // What a good day does not have: each of the upstream's answers that alerts look for, and a stream that breaks.
        foreach (var (contract, status) in (ReadOnlySpan<(string, int)>)[("V2", 401), ("V3", 429), ("V5", 503)])
            _waves.Faults.Add(Fault.Answer(status).On(contract));
        _waves.Faults.Add(Fault.ResetAfter(10).On("P2"));
        _load = Task.WhenAll(
            DemoLoad.RunAsync(_gateway.Http1Address, secrets, TimeSpan.FromSeconds(1), TimeProvider.System, _stopping.Token),
            TroubleAsync(secrets[0]),
            ReconcileAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _load;
        if (_prometheus is not null)
            await _prometheus.DisposeAsync();
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        if (_collector is not null)
            await _collector.DisposeAsync();
        if (_waves is not null)
            await _waves.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task TroubleAsync(string secret)
    {
        using var caller = new LoadCaller(_gateway!.Http1Address, secret);
        await RepeatAsync(async () =>
        {
            await caller.GetAsync("/waves/v1/voice-cloning", _stopping.Token);
            await caller.GetAsync("/waves/v1/voice-cloning/c1", _stopping.Token);
            await caller.PostAsync("/waves/v1/pca/generate", """{"prompt":"Say something that breaks off."}""", _stopping.Token);
        });
    }

    /// <summary>An operator who compares with the upstream's own figures.</summary>
    private async Task ReconcileAsync()
    {
        using var client = new HttpClient { BaseAddress = _gateway!.AdminAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        await RepeatAsync(async () =>
        {
            using var answer = await client.GetAsync("/admin/v1/usage/reconciliation?from=2020-01-01&to=2100-01-01", _stopping.Token);
            answer.EnsureSuccessStatusCode();
        });
    }

    private async Task RepeatAsync(Func<Task> act)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await act();
                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, _stopping.Token);
            }
            catch (Exception e) when (e is HttpRequestException or IOException || _stopping.IsCancellationRequested)
            {
                // A stream that broke; or the end.
            }
        }
    }
}
