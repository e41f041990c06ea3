using System.Net;
using System.Net.Http.Json;
using Waves.Simulator;
using Waves.Simulator.Faults;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Simulator;

public sealed class ControlPlaneTests
{
    [Fact]
    public async Task Books_ShowGroupsAndRequests_AndAreNotInThemselves()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync("/waves/v1/tts/live");
        await waves.PostAsync("/waves/v1/tts", new { text = "Hi", voice_id = "magnus" });
        await waves.Books.WaitForEndAsync("T1");

        using var books = await waves.GetAsync("/__simulator/books", key: null);
        using var requests = await waves.GetAsync("/__simulator/books/requests?contract=T1&limit=5");

        var body = await books.JsonAsync();
        Assert.Equal((2, 1), (body.At("requests").GetInt32(), body.At("work", "syntheses").GetInt32()));
        Assert.Contains(body.At("groups").EnumerateArray(), static group => group.Text("group") == "ttsSockets" && group.At("current").GetInt32() == 1);
        var request = (await requests.JsonAsync())[0];
        Assert.Equal(("T1", "complete", """{"text":"Hi","voice_id":"magnus"}"""), (request.Text("contract"), request.Text("outcome"), request.Text("body")));
    }

    [Fact]
    public async Task Faults_ArePlannedListedAndCleared()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var planned = await waves.PostAsync("/__simulator/faults", new { kind = "status", contract = "T1", times = 2, status = 503, retryAfterSeconds = 3, latency = "00:00:00.010" });
        using var refused = await waves.PostAsync("/waves/v1/tts", new { text = "Hi", voice_id = "magnus" });
        using var list = await waves.GetAsync("/__simulator/faults");
        using var cleared = await waves.SendAsync(HttpMethod.Delete, "/__simulator/faults");

        Assert.Equal(HttpStatusCode.OK, planned.StatusCode);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "3"), (refused.StatusCode, refused.Headers.GetValues("Retry-After").Single()));
        Assert.Equal(1, (await list.JsonAsync())[0].At("played").GetInt32());
        Assert.Equal(HttpStatusCode.OK, cleared.StatusCode);
        Assert.Empty(waves.Host.Faults.Planned);
    }

    [Fact]
    public async Task LimitsAndCadence_ArePatchedOverAPreset()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var limits = await waves.SendAsync(HttpMethod.Patch, "/__simulator/limits", JsonContent.Create(new { preset = "standard", chat = new { concurrent = 7 }, clones = 2 }));
        using var cadence = await waves.SendAsync(HttpMethod.Patch, "/__simulator/cadence", JsonContent.Create(new { timeToFirstAudio = "00:00:00.100", speechChunkBytes = 2048 }));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (limits.StatusCode, cadence.StatusCode));
        Assert.Equal((10, 7, 2), (waves.Host.Limits.Chat.RequestsPerMinute, waves.Host.Limits.Chat.Concurrent, waves.Host.Limits.Clones));
        Assert.Equal(3, PlanLimits.Standard.Chat.Concurrent);
        Assert.Equal(Cadence.Instant with { TimeToFirstAudio = TimeSpan.FromMilliseconds(100), SpeechChunkBytes = 2048 }, waves.Host.Cadence);
    }

    [Theory]
    [InlineData("PATCH", "/__simulator/limits", """{"chatt":{"concurrent":1}}""")]
    [InlineData("PATCH", "/__simulator/limits", """{"preset":"free"}""")]
    [InlineData("POST", "/__simulator/faults", """{"kind":"nonsense"}""")]
    [InlineData("POST", "/__simulator/keys", "{}")]
    [InlineData("POST", "/__simulator/faults", "[")]
    public async Task AMistake_Is400AndChangesNothing(string method, string path, string body)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.SendAsync(new HttpMethod(method), path, new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(PlanLimits.Unlimited, waves.Host.Limits);
        Assert.Empty(waves.Host.Faults.Planned);
    }

    [Fact]
    public async Task KeysAndHealth_AreSwitched_AndResetForgets()
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.Stall().On("L1"));

        await waves.PostAsync("/__simulator/keys", new { key = "sk_new" });
        await waves.SendAsync(HttpMethod.Delete, "/__simulator/keys", JsonContent.Create(new { key = "sk_upstream" }));
        using var revoked = await waves.GetAsync("/waves/v1/voice-cloning");
        using var accepted = await waves.GetAsync("/waves/v1/voice-cloning", key: "sk_new");
        await waves.SendAsync(HttpMethod.Put, "/__simulator/health", JsonContent.Create(new { healthy = false }));
        await waves.PostAsync("/__simulator/reset", new { });

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (revoked.StatusCode, accepted.StatusCode));
        Assert.False(waves.Host.Healthy);
        Assert.Empty(waves.Books.Requests);
        Assert.Empty(waves.Host.Faults.Planned);
    }

    [Fact]
    public void CommandLine_OverridesSingleFiguresOfAPlan()
    {
        var options = SimulatorCommandLine.Read(["--urls", "http://127.0.0.1:9090", "--key", "sk_a,sk_b", "--plan", "standard", "--limits:chat:requestsPerMinute", "50", "--cadence", "instant"]);

        Assert.Equal((9090, "sk_b"), (options.Url.Port, options.Keys[1]));
        Assert.Equal((50, 3), (options.Limits.Chat.RequestsPerMinute, options.Limits.Chat.Concurrent));
        Assert.Equal(10, PlanLimits.Standard.Chat.RequestsPerMinute);
        Assert.Equal(Cadence.Instant, options.Cadence);
    }

    [Fact]
    public void Settings_ArePatchedWhateverTheCase_AsEnvironmentVariablesAre()
    {
        var options = SimulatorCommandLine.Read(["--PLAN", "standard", "--LIMITS:CHAT:CONCURRENT", "9"]);

        Assert.Equal((10, 9), (options.Limits.Chat.RequestsPerMinute, options.Limits.Chat.Concurrent));
    }

    [Theory]
    [InlineData("--plan", "gold")]
    [InlineData("--url", "not a url")]
    [InlineData("--limits:chat:perMinute", "5")]
    public void CommandLine_AMistake_IsNamed(string option, string value) =>
        Assert.ThrowsAny<Exception>(() => SimulatorCommandLine.Read([option, value]));
}
