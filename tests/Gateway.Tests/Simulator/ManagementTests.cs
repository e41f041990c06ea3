using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Time.Testing;
using Waves.Simulator;

namespace Gateway.Simulator;

public sealed class ManagementTests
{
    private const string Dictionaries = "/waves/v1/pronunciation-dicts";

    [Fact]
    public async Task Dictionaries_AreCreatedChangedAndDeleted_TheIdInTheBody()
    {
        await using var waves = await SimulatorClient.StartAsync();
        var item = new { word = "SQL", pronunciation = "sequel" };

        using var created = await waves.PostAsync(Dictionaries, new { items = new[] { item, new { word = "Nguyen", pronunciation = "win" } } });
        var id = (await created.JsonAsync()).Text("id");
        using var spoken = await waves.PostAsync("/waves/v1/tts", new { text = "SQL", voice_id = "magnus", pronunciation_dicts = new[] { id } });
        using var changed = await waves.SendAsync(HttpMethod.Put, Dictionaries, JsonContent.Create(new { id, items = new[] { item } }));
        using var list = await waves.GetAsync(Dictionaries);
        using var deleted = await waves.SendAsync(HttpMethod.Delete, Dictionaries, JsonContent.Create(new { id }));
        using var again = await waves.SendAsync(HttpMethod.Delete, Dictionaries, JsonContent.Create(new { id }));

        Assert.Equal("id,items,createdAt", (await created.JsonAsync()).Names());
        Assert.Equal(HttpStatusCode.OK, spoken.StatusCode);
        Assert.Equal($$"""{"id":"{{id}}","items":[{"word":"SQL","pronunciation":"sequel"}]}""", await changed.TextAsync());
        Assert.Equal("id,items,createdAt", (await list.JsonAsync())[0].Names());
        Assert.Equal($$"""{"id":"{{id}}","deleted":true}""", await deleted.TextAsync());
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Theory]
    [InlineData("""{"items":[{"word":"a","pronunciation":"b"},{"word":"c"}]}""", """[{"code":"invalid_type","expected":"string","received":"undefined","path":["items",1,"pronunciation"],"message":"Required"}]""")]
    [InlineData("""{}""", """[{"code":"invalid_type","expected":"array","received":"undefined","path":["items"],"message":"Required"}]""")]
    [InlineData("""{"items":[]}""", """[{"code":"too_small","minimum":1,"type":"array","inclusive":true,"exact":false,"message":"Array must contain at least 1 element(s)","path":["items"]}]""")]
    public async Task Dictionaries_BadBody_IsExplained(string body, string details)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.SendAsync(HttpMethod.Post, Dictionaries, new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal($$"""{"error":"Invalid request body","details":{{details}}}""", await response.TextAsync());
    }

    [Fact]
    public async Task PostCallAnalysis_AnswersEveryMetricWithAString()
    {
        await using var waves = await SimulatorClient.StartAsync();
        var metrics = new object[]
        {
            new { identifier = "booked", dispositionMetricPrompt = "Was an appointment made?", dispositionMetricType = "BOOLEAN" },
            new { identifier = "topic", dispositionMetricPrompt = "What about?", dispositionMetricType = "ENUM", choices = new[] { "repair", "sale" } },
        };

        using var response = await waves.PostAsync("/waves/v1/pca", new { transcript = "Agent: Good morning. Caller: Hi.", dispositionMetrics = metrics });
        using var missing = await waves.PostAsync("/waves/v1/pca", new { dispositionMetrics = metrics });
        using var generated = await waves.PostAsync("/waves/v1/pca/generate", new { prompt = "Give a subject line." });

        var body = await response.JsonAsync();
        Assert.Equal("summary,dispositionMetrics", body.Names());
        Assert.Equal("identifier,value,confidence,reasoning", body.At("dispositionMetrics")[0].Names());
        Assert.Equal(("true", "repair"), (body.At("dispositionMetrics")[0].Text("value"), body.At("dispositionMetrics")[1].Text("value")));
        Assert.Equal(HttpStatusCode.BadRequest, missing.StatusCode);
        Assert.Equal("output", (await generated.JsonAsync()).Names());
    }

    [Theory]
    [InlineData("""{"text":"a","features":{"unknown":true}}""", "custom", "enable at least one feature", "features")]
    [InlineData("""{"features":{"topics":true}}""", "too_small", "text is required", "text")]
    public async Task TextIntelligence_RefusesInItsWords(string body, string code, string message, string path)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.SendAsync(HttpMethod.Post, "/waves/v1/text-intelligence", new StringContent(body));

        var detail = (await response.JsonAsync()).At("error", "details")[0];
        Assert.Equal((code, message, path), (detail.Text("code"), detail.Text("message"), detail.At("path")[0].GetString()));
    }

    [Fact]
    public async Task TextIntelligence_AnswersTheFeaturesAskedFor_UpTo16000Characters()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var fine = await waves.PostAsync("/waves/v1/text-intelligence", new { text = new string('a', 16_000), features = new { topics = true, sentiment = true } });
        using var large = await waves.PostAsync("/waves/v1/text-intelligence", new { text = new string('a', 16_001), features = new { topics = true } });

        Assert.Equal("topics,sentiment,request_id", (await fine.JsonAsync()).Names());
        Assert.Equal("text too large (max 16000 characters)", (await large.JsonAsync()).At("error", "details")[0].Text("message"));
    }

    [Fact]
    public async Task Analytics_ShowWhatWasReallyAnswered()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 6, 16, 9, 13, 2, TimeSpan.Zero));
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Time = time });
        await waves.PostAsync("/waves/v1/tts", new { text = "Your parcel is waiting at locker nine.", voice_id = "magnus", sample_rate = 24000 });
        time.Advance(TimeSpan.FromHours(1));
        await waves.PostAsync("/waves/v1/tts", new { text = "Hi", voice_id = "magnus" });
        await waves.SendAsync(HttpMethod.Post, "/waves/v1/stt/?model=pulse", Sounds.Octets(Sounds.Wav(3)));

        using var log = await waves.GetAsync("/waves/v1/analytics/tts/logs?page=2&pageSize=1");
        using var hours = await waves.GetAsync("/waves/v1/analytics/tts/usage/timeseries?granularity=hour");
        using var days = await waves.GetAsync("/waves/v1/analytics/tts/usage/timeseries?granularity=day&from=2026-06-16T00:00:00Z&to=2026-06-17T00:00:00Z");
        using var credits = await waves.GetAsync("/waves/v1/analytics/tts/usage/credits/timeseries");
        using var concurrency = await waves.GetAsync("/waves/v1/analytics/tts/concurrency/timeseries");
        using var recognised = await waves.GetAsync("/waves/v1/analytics/asr/logs");

        var page = await log.JsonAsync();
        Assert.Equal("status,data,page,pageSize,totalCount,totalPages", page.Names());
        Assert.Equal((2, 1, 2, 2), (page.At("page").GetInt32(), page.At("pageSize").GetInt32(), page.At("totalCount").GetInt32(), page.At("totalPages").GetInt32()));
        var entry = page.At("data")[0];
        Assert.Equal("timestamp,request_type,model,voice_id,language,text,text_len,credits,speed,sample_rate,output_format,enhancement,similarity,consistency,is_pvc", entry.Names());
        Assert.Equal(("2026-06-16 09:13:02", "lightning-v3.1", 38), (entry.Text("timestamp"), entry.Text("model"), entry.At("text_len").GetInt32()));
        Assert.Equal("""{"timestamps":["2026-06-16T09:00:00Z","2026-06-16T10:00:00Z"],"values":[1,1],"totalRequestCount":2}""", await hours.TextAsync());
        Assert.Equal("""{"timestamps":["2026-06-16T00:00:00Z"],"values":[2],"totalRequestCount":2}""", await days.TextAsync());
        Assert.Equal("timestamps,values,totalCredits", (await credits.JsonAsync()).Names());
        Assert.Equal("timestamps,values", (await concurrency.JsonAsync()).Names());
        Assert.Equal("pulse", (await recognised.JsonAsync()).At("data")[0].Text("model"));
    }

    [Fact]
    public async Task Analytics_ForgetsAnEntry_AndDoesNotMindTwice()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var answer = await waves.SendAsync(HttpMethod.Post, "/waves/v1/stt/?model=pulse-pro", Sounds.Octets(Sounds.Wav(1)));
        var path = $"/waves/v1/analytics/asr/history/{(await answer.JsonAsync()).Text("request_id")}";

        using var first = await waves.SendAsync(HttpMethod.Delete, path);
        using var second = await waves.SendAsync(HttpMethod.Delete, path);
        using var log = await waves.GetAsync("/waves/v1/analytics/asr/logs");

        Assert.Equal("""{"status":"success"}""", await first.TextAsync());
        Assert.Equal("""{"status":"success"}""", await second.TextAsync());
        Assert.Equal(0, (await log.JsonAsync()).At("totalCount").GetInt32());
    }

    [Theory]
    [InlineData("/waves/v1/analytics/asr/logs?page=0")]
    [InlineData("/waves/v1/analytics/asr/logs?pageSize=101")]
    [InlineData("/waves/v1/analytics/tts/usage/timeseries?granularity=minute")]
    public async Task Analytics_BadQuery_Is400(string path)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Health_NeedsNoKey_AndCanBeSwitched()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var well = await waves.GetAsync("/waves/v1/health", key: null);
        waves.Host.Healthy = false;
        using var ill = await waves.GetAsync("/waves/v1/health", key: null);

        Assert.Equal("""{"status":"ok","mongo":{"status":"ok"},"redis":{"status":"ok"},"rabbitmq":{"status":"ok"}}""", await well.TextAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ill.StatusCode);
        Assert.Equal("""{"status":"degraded","mongo":{"status":"ok"},"redis":{"status":"down"},"rabbitmq":{"status":"ok"}}""", await ill.TextAsync());
    }
}
