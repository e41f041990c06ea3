using System.Net;
using System.Text.Json;
using Gateway.Policies.Keys;
using Gateway.Policies.Usage;
using Gateway.RequestPath;
using Gateway.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Waves.Simulator;

namespace Gateway.Budgets;

/// <summary>What callers see of budgets.</summary>
public sealed class BudgetWireTests : IAsyncLifetime
{
    private const string Text = "Ten chars.";
    private WavesSimulatorHost _waves = null!;

    public async ValueTask InitializeAsync() => _waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] });

    public ValueTask DisposeAsync() => _waves.DisposeAsync();

    [Fact]
    public async Task Call_IsWarned_ThenRefusedForGood_InTheEndpointsWords()
    {
        await using var gateway = await StartAsync(new Budget(BudgetUnit.Characters, BudgetPeriod.Month, 20) { WarnAt = 10 });

        using var first = await SpeakAsync(gateway);
        using var second = await SpeakAsync(gateway);
        using var third = await SpeakAsync(gateway);

        Assert.False(first.Headers.Contains(BudgetMiddleware.WarningHeader));
        Assert.Equal("characters/month 10 of 20", second.Headers.GetValues(BudgetMiddleware.WarningHeader).Single());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden), (first.StatusCode, second.StatusCode, third.StatusCode));
        Assert.Equal(("budget_exhausted", "false"), (third.Headers.GetValues("X-Gateway-Error").Single(), third.Headers.GetValues("x-should-retry").Single()));
        Assert.Contains("monthly budget", await third.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
        Assert.Single(gateway.Logs.GetSnapshot(), record => record.Id.Name == "BudgetWarned");
        Assert.Single(gateway.Logs.GetSnapshot(), record => record.Id.Name == "BudgetExhausted");
        using var free = await gateway.Client(WireProtocol.Http1).GetAsync("/waves/v1/voice-cloning", Patience.Token);
        Assert.Equal(HttpStatusCode.OK, free.StatusCode);
    }

    [Fact]
    public async Task Calls_InParallel_DoNotSlipThroughTogether()
    {
        await using var gateway = await StartAsync(new Budget(BudgetUnit.Characters, BudgetPeriod.Day, 30));

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SpeakAsync(gateway)));

        Assert.Equal(3, answers.Count(answer => answer.StatusCode is HttpStatusCode.OK));
        Assert.Equal(9, answers.Count(answer => answer.StatusCode is HttpStatusCode.Forbidden));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Call_ThatTheUpstreamRefuses_CostsNothing()
    {
        await using var gateway = await StartAsync(new Budget(BudgetUnit.Characters, BudgetPeriod.Day, 10));

        for (var i = 0; i < 3; i++)
        {
            using var refused = await gateway.Client(WireProtocol.Http1).PostAsync("/waves/v1/tts", Json($$"""{"text":"{{Text}}","voice_id":"nobody-has-this-voice"}"""), Patience.Token);
            Assert.NotEqual(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.False(refused.IsSuccessStatusCode);
        }

        using var good = await SpeakAsync(gateway);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task SpeechSocket_FinishesWhatIsPaidFor_ThenSaysWhyAndCloses()
    {
        await using var gateway = await StartAsync(new Budget(BudgetUnit.Characters, BudgetPeriod.Day, 20));
        using var socket = new ClientSocket(await gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live"));
        await socket.SendAsync($$"""{"text":"{{Text}}","voice_id":"magnus"}""");
        await socket.ReceiveUntilAsync("status", "complete");

        await socket.SendAsync($$"""{"text":"{{Text}}","voice_id":"magnus"}""");

        var frames = new List<JsonElement>();
        while (await socket.ReceiveAsync() is { } frame)
            frames.Add(frame);
        Assert.Contains(frames, frame => frame.Text("status") == "complete");
        Assert.Equal("insufficient_quota", frames[^1].At("error", "code").GetString());
        Assert.Equal((1008, "forbidden"), (socket.CloseCode, socket.CloseReason));
    }

    [Fact]
    public async Task SpeechSocket_WithoutBudgetLeft_RefusesTheText()
    {
        await using var gateway = await StartAsync(new Budget(BudgetUnit.Characters, BudgetPeriod.Day, 10));
        using var call = await SpeakAsync(gateway);
        using var upgrade = new HttpRequestMessage(HttpMethod.Get, "/waves/v1/tts/live");
        upgrade.Headers.Connection.Add("Upgrade");
        upgrade.Headers.Upgrade.Add(new("websocket"));
        upgrade.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        upgrade.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");

        using var refused = await gateway.Client(WireProtocol.Http1).SendAsync(upgrade, Patience.Token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (call.StatusCode, refused.StatusCode));
    }

    [Fact]
    public async Task Session_ThatWasLetIn_GoesOn_AndTheNextIsRefused()
    {
        await using var gateway = await StartAsync(new Budget(BudgetUnit.Sessions, BudgetPeriod.Day, 1));
        const string live = "/waves/v1/stt/live?model=pulse&language=en&encoding=linear16&sample_rate=16000";
        using var first = new ClientSocket(await gateway.ConnectAsync(WireProtocol.Http1, live));

        using var second = new ClientSocket(await gateway.ConnectAsync(WireProtocol.Http2, live));

        Assert.Null(await second.ReceiveAsync());
        Assert.Equal((1008, "forbidden"), (second.CloseCode, second.CloseReason));
        // Longer than it takes to look at the sockets: this one is let be.
        await Task.Delay(TimeSpan.FromMilliseconds(700), TimeProvider.System, TestContext.Current.CancellationToken);
        for (var i = 0; i < 20; i++)
            await first.SendAsync(new byte[3_200]);
        await first.SendAsync("""{"type":"close_stream"}""");
        Assert.NotNull(await first.ReceiveAsync());
    }

    [Fact]
    public async Task Money_IsCountedByThePriceBook_ForTheTeam()
    {
        await using var gateway = await StartAsync(setup => setup.Key = setup.Key with { TeamBudgets = [new(BudgetUnit.Money, BudgetPeriod.Total, 0.02m)] });
        var other = gateway.Keys.Add(new() { Id = "key_other", Team = "wire", TeamBudgets = [new(BudgetUnit.Money, BudgetPeriod.Total, 0.02m)] });
        var put = await gateway.Services.GetRequiredService<Admin.IPlanAdministration>().PutPricesAsync(
            new PriceBook { Prices = [new(PriceUnit.Characters, 1) { Per = 1000, Scope = "tts" }] }, new("test", "here"), Patience.Token);
        Assert.True(put.Succeeded);

        using var first = await SpeakAsync(gateway);
        using var second = await SpeakAsync(gateway, other);
        using var third = await SpeakAsync(gateway);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden), (first.StatusCode, second.StatusCode, third.StatusCode));
        Assert.Contains("team of this key", await third.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","stream":true""")]
    public async Task Tokens_OfAChat_AreCounted_AndTheNextOneIsRefused(string more)
    {
        await using var gateway = await StartAsync(new Budget(BudgetUnit.Tokens, BudgetPeriod.Day, 1));
        var body = $$"""{"model":"electron","messages":[{"role":"user","content":"Hi"}]{{more}}}""";

        using var first = await gateway.Client(WireProtocol.Http1).PostAsync("/waves/v1/chat/completions", Json(body), Patience.Token);
        await first.Content.ReadAsByteArrayAsync(Patience.Token);
        using var second = await gateway.Client(WireProtocol.Http1).PostAsync("/waves/v1/chat/completions", Json(body), Patience.Token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (first.StatusCode, second.StatusCode));
        Assert.Contains("insufficient_quota", await second.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Budget_OfAKeyInTheSettings_HoldsToo()
    {
        var secret = VirtualKeySecret.Create();
        await using var gateway = await StartAsync(setup =>
        {
            setup.RealKeys = true;
            setup.Settings["Gateway:Keys:Items:0:Team"] = "support";
            setup.Settings["Gateway:Keys:Items:0:Name"] = "bot";
            setup.Settings["Gateway:Keys:Items:0:Secret"] = secret;
            setup.Settings["Gateway:Keys:Items:0:Budgets:0:Unit"] = "characters";
            setup.Settings["Gateway:Keys:Items:0:Budgets:0:Period"] = "day";
            setup.Settings["Gateway:Keys:Items:0:Budgets:0:Limit"] = "10";
        });

        using var first = await SpeakAsync(gateway, secret);
        using var second = await SpeakAsync(gateway, secret);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (first.StatusCode, second.StatusCode));
        Assert.Contains("daily budget", await second.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
    }

    private Task<GatewayUnderTest> StartAsync(params Budget[] budgets) => StartAsync(setup => setup.Key = setup.Key with { Budgets = [.. budgets] });

    private Task<GatewayUnderTest> StartAsync(Action<GatewaySetup> configure) => GatewayUnderTest.StartAsync(_waves.BaseAddress, configure);

    private static Task<HttpResponseMessage> SpeakAsync(GatewayUnderTest gateway, string? secret = null) =>
        gateway.Client(WireProtocol.Http1, secret).PostAsync("/waves/v1/tts", Json($$"""{"text":"{{Text}}","voice_id":"magnus"}"""), Patience.Token);

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");
}
