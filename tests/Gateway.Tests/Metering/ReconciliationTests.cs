using System.Net.Http.Headers;
using System.Net.Http.Json;
using Gateway.Admin;
using Gateway.Admin.Documents;
using Gateway.RequestPath;
using Gateway.Simulator;
using Waves.Simulator;
using Waves.Simulator.Faults;

namespace Gateway.Metering;

/// <summary>The records held against the upstream's own logs, which the simulator keeps by itself.</summary>
public sealed class ReconciliationTests : IAsyncLifetime
{
    /// <summary>More than a page of the log.</summary>
    private const int Calls = 120;

    private const string Sentence = """{"text":"Twenty-three characters","voice_id":"magnus","sample_rate":8000}""";

    private WavesSimulatorHost _waves = null!;
    private GatewayUnderTest _gateway = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] }, Patience.Token);
        _gateway = await GatewayUnderTest.StartAsync(_waves.BaseAddress, setup => setup.Settings["Gateway:Metering:FlushInterval"] = "00:00:00.05");
        _admin = new HttpClient { BaseAddress = _gateway.AdminAddress };
        _admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "the tests' own: k9Zq2Lw7");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _gateway.DisposeAsync();
        await _waves.DisposeAsync();
    }

    [Fact]
    public async Task Drift_IsWhatTheUpstreamCountsBeyondTheRecords()
    {
        await WorkAsync();

        var agreed = await ReconcileAsync();
        Assert.Equal([("tts_characters", 0), ("stt_seconds", 0), ("tts_credits", null)], agreed.Figures.Select(figure => (figure.Figure, figure.Drift)));
        Assert.Equal(_waves.Books.Work.Characters, agreed.Figures[0].Upstream);
        Assert.True(agreed.Figures[2] is { Records: null, Upstream: > 0 }, agreed.ToString());

        // Somebody else uses the account.
        using var other = new HttpClient { BaseAddress = _waves.BaseAddress };
        other.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", GatewayUnderTest.UpstreamKey);
        using var spoken = await other.PostAsync("/waves/v1/tts", new StringContent(Sentence, System.Text.Encoding.UTF8, "application/json"), Patience.Token);
        Assert.True(spoken.IsSuccessStatusCode);

        var drifted = await ReconcileAsync();
        Assert.Equal((double)(drifted.Figures[0].Upstream! / drifted.Figures[0].Records! - 1), drifted.Figures[0].Drift!.Value, tolerance: 1e-9);
        Assert.Equal(agreed.Figures[0].Upstream + 23, drifted.Figures[0].Upstream);
        Assert.Contains("gateway_reconciliation_drift{", await _admin.GetStringAsync("/metrics", Patience.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upstream_ThatDoesNotTell_IsAProblemAndNoDrift()
    {
        _waves.Faults.Add(Fault.Answer(500).On("A4"));

        var compared = await ReconcileAsync();

        Assert.Equal(("The upstream answered 500.", null), (compared.Figures[0].Problem, compared.Figures[0].Drift));
        Assert.Null(compared.Figures[1].Problem);
    }

    private async Task WorkAsync()
    {
        for (var i = 0; i < Calls; i++)
            await RowCall.Of("T1").WithJson(Sentence).SendAsync(_gateway, WireProtocol.Http1);
        await (RowCall.Of("S1") with { Content = () => RowCall.Audio(Sounds.Wav(1.5)) }).SendAsync(_gateway, WireProtocol.Http1);
        using (var speech = new ClientSocket(await _gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live")))
        {
            await speech.SendAsync("""{"text":"Said on a socket.","voice_id":"magnus","sample_rate":16000}""");
            await speech.ReceiveUntilAsync("status", "complete");
            await speech.CloseAsync();
        }
        using (var dictation = new ClientSocket(await _gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/stt/live?model=pulse&language=en")))
        {
            for (var i = 0; i < 20; i++)
                await dictation.SendAsync(new byte[3200]);
            await dictation.SendAsync("""{"type":"close_stream"}""");
            await dictation.ReceiveAllAsync();
            await dictation.AnswerCloseAsync();
        }
        await _waves.Books.WaitForIdleAsync(Patience.Token);
        var patience = Patience.Token;
        while (((await _admin.GetFromJsonAsync("/admin/v1/usage", AdminJson.Usage, patience))!.Rows.SingleOrDefault()?.Requests ?? 0) < Calls + 3)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience);
    }

    private async Task<ReconciliationDocument> ReconcileAsync() =>
        (await _admin.GetFromJsonAsync("/admin/v1/usage/reconciliation?from=2020-01-01&to=2100-01-01", AdminJson.Reconciliation, Patience.Token))!;
}
