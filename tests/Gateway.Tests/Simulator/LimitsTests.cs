using System.Net;
using Microsoft.Extensions.Time.Testing;
using Waves.Simulator;
using Waves.Simulator.Faults;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Simulator;

public sealed class LimitsTests
{
    private const string Chat = "/waves/v1/chat/completions";

    private static readonly object Question = new { model = "electron", messages = new[] { new { role = "user", content = "Hi" } } };

    [Fact]
    public async Task ElectronStandard_AdmitsTenInAnySixtySeconds()
    {
        var time = new FakeTimeProvider();
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Limits = PlanLimits.Standard, Time = time });
        await SendChatAsync(waves, 5);
        time.Advance(TimeSpan.FromSeconds(40));
        await SendChatAsync(waves, 5);

        using var eleventh = await waves.PostAsync(Chat, Question);
        time.Advance(TimeSpan.FromSeconds(20));
        var later = await SendChatAsync(waves, 6);

        var error = (await eleventh.JsonAsync()).At("error");
        Assert.Equal(HttpStatusCode.TooManyRequests, eleventh.StatusCode);
        Assert.Equal(("Rate limit exceeded", "rate_limit_error"), (error.Text("message"), error.Text("type")));
        Assert.Equal("20", eleventh.Headers.GetValues("Retry-After").Single());
        Assert.Equal([200, 200, 200, 200, 200, 429], later);
        var figures = waves.Books.Group(LimitGroup.Chat);
        Assert.Equal((17, 2, 12), ((int)figures.Arrivals, (int)figures.RefusedByRate, figures.PeakPerMinute));
    }

    [Fact]
    public async Task WithoutAKey_NothingIsCounted()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Limits = PlanLimits.Standard });

        using var noKey = await waves.PostAsync(Chat, Question, key: null);

        Assert.Equal(HttpStatusCode.Unauthorized, noKey.StatusCode);
        Assert.Equal(0, waves.Books.Group(LimitGroup.Chat).Arrivals);
    }

    [Fact]
    public async Task ConcurrencyRefusal_IsInTheDialect_AndThePlaceComesBackWithTheAnswer()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Limits = PlanLimits.Unlimited with { Chat = new GroupLimit { Concurrent = 1 } } });
        using var held = waves.Host.Faults.Add(Fault.Stall().On("L1").Once());
        using var leave = new CancellationTokenSource();
        var first = HoldAsync(waves, leave.Token);
        await waves.Books.WaitForRequestAsync(static request => request.Contract == "L1" && request.Fault is not null);

        using var second = await waves.PostAsync(Chat, Question);
        await leave.CancelAsync();
        await first;
        await waves.Books.WaitForIdleAsync();
        using var third = await waves.PostAsync(Chat, Question);

        var error = (await second.JsonAsync()).At("error");
        Assert.Equal((HttpStatusCode.TooManyRequests, "Concurrency limit reached"), (second.StatusCode, error.Text("message")));
        Assert.False(second.Headers.Contains("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
        Assert.Equal(1, waves.Books.Group(LimitGroup.Chat).Peak);
    }

    [Theory]
    [InlineData("/waves/v1/chat/completions")]
    [InlineData("/waves/v1/tts")]
    [InlineData("/waves/v1/tts/live")]
    public async Task WhoHasReadTheEnd_FindsThePlaceFree(string path)
    {
        var limits = PlanLimits.Unlimited with { Chat = new GroupLimit { Concurrent = 1 }, Tts = new GroupLimit { Concurrent = 1 } };
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Limits = limits });

        for (var i = 0; i < 50; i++)
        {
            using var response = await waves.PostAsync(path, new { model = path.Contains("chat", StringComparison.Ordinal) ? "electron" : null, messages = new[] { new { role = "user", content = "Hi" } }, text = "Hi", voice_id = "magnus", stream = true });
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task SttModels_AreCountedApart()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Limits = PlanLimits.Unlimited with { SttPulse = new GroupLimit { RequestsPerMinute = 1 } } });

        using var first = await waves.SendAsync(HttpMethod.Post, "/waves/v1/stt/?model=pulse", Sounds.Octets(Sounds.Wav(1)));
        using var older = await waves.SendAsync(HttpMethod.Post, "/waves/v1/pulse/get_text", Sounds.Octets(Sounds.Wav(1)));
        using var refused = await waves.SendAsync(HttpMethod.Post, "/waves/v1/stt/?model=pulse", Sounds.Octets(Sounds.Wav(1)));
        using var pro = await waves.SendAsync(HttpMethod.Post, "/waves/v1/stt/?model=pulse-pro", Sounds.Octets(Sounds.Wav(1)));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, pro.StatusCode));
        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests), (older.StatusCode, refused.StatusCode));
        Assert.Equal("Rate limit exceeded. Please retry after a short backoff.", (await refused.JsonAsync()).Text("error"));
        Assert.Equal("error,request_id", (await refused.JsonAsync()).Names());
    }

    [Fact]
    public async Task LimitsChangeWhileItRuns()
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Limits = waves.Host.Limits with { Pca = GroupLimit.Forbidden };

        using var refused = await waves.PostAsync("/waves/v1/pca/generate", new { prompt = "Hi" });
        waves.Host.Limits = PlanLimits.Enterprise;
        using var fine = await waves.PostAsync("/waves/v1/pca/generate", new { prompt = "Hi" });

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (refused.StatusCode, fine.StatusCode));
        Assert.Equal(RefusalReason.Forbidden, waves.Books.For("P2")[0].Refusal);
    }

    [Fact]
    public async Task Burst_NeverRunsMoreThanThePlanAllows()
    {
        var limits = PlanLimits.Unlimited with { Tts = new GroupLimit { Concurrent = 4 } };
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Limits = limits, Cadence = Cadence.Instant with { TimeToFirstAudio = TimeSpan.FromMilliseconds(20) } });

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => waves.PostAsync("/waves/v1/tts", new { text = "Hi", voice_id = "magnus" })));

        var figures = waves.Books.Group(LimitGroup.Tts);
        Assert.Equal(40, answers.Length);
        Assert.InRange(figures.Peak, 1, 4);
        Assert.Equal(answers.Count(static answer => answer.StatusCode == HttpStatusCode.TooManyRequests), figures.RefusedByConcurrency);
        Assert.Equal(answers.Count(static answer => answer.StatusCode == HttpStatusCode.OK), waves.Books.Work.Syntheses);
    }

    [Theory]
    [InlineData("standard", 10, 3)]
    [InlineData("Enterprise", 200, 20)]
    [InlineData("unlimited", null, null)]
    public void Presets_HaveThePublishedElectronFigures(string name, int? perMinute, int? concurrent)
    {
        var chat = PlanLimits.Preset(name).For(LimitGroup.Chat);

        Assert.Equal((perMinute, concurrent), (chat.RequestsPerMinute, chat.Concurrent));
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 15)]
    public void TtsSockets_AreFivePerUnit(int units, int sockets)
    {
        var limits = PlanLimits.Unlimited with { Tts = new GroupLimit { Concurrent = units } };

        Assert.Equal(sockets, limits.For(LimitGroup.TtsSockets).Concurrent);
    }

    private static async Task HoldAsync(SimulatorClient waves, CancellationToken leave)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(waves.Host.BaseAddress, Chat)) { Headers = { { "Authorization", "Bearer sk_upstream" } } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waves.Http.SendAsync(request, leave));
    }

    private static async Task<int[]> SendChatAsync(SimulatorClient waves, int count)
    {
        var statuses = new int[count];
        for (var i = 0; i < count; i++)
        {
            using var response = await waves.PostAsync(Chat, Question);
            statuses[i] = (int)response.StatusCode;
        }

        return statuses;
    }
}
