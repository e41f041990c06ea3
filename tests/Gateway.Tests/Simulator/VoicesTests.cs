using System.Net;
using System.Net.Http.Headers;
using Waves.Simulator;
using Waves.Simulator.Limits;

namespace Gateway.Simulator;

public sealed class VoicesTests
{
    private const string Path = "/waves/v1/voice-cloning";

    [Theory]
    [InlineData(Path)]
    [InlineData(Path + "/")]
    public async Task Create_List_Get_AndSpeak(string path)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var created = await waves.SendAsync(HttpMethod.Post, path, Form(1000, ("displayName", "Front desk Ana"), ("language", "en"), ("tags", "warm, lobby"), ("model", "lightning_v3.1")));
        var clone = await created.JsonAsync();
        using var list = await waves.GetAsync(path);
        var entry = (await list.JsonAsync()).At("data")[0];
        using var one = await waves.GetAsync($"{Path}/{entry.Text("_id")}");
        using var spoken = await waves.PostAsync("/waves/v1/tts", new { text = "Hi", voice_id = clone.Text("data", "voiceId") });
        using var otherPool = await waves.PostAsync("/waves/v1/tts", new { text = "Hi", voice_id = clone.Text("data", "voiceId"), model = "lightning_v3.1_pro" });

        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        Assert.Equal("Voice clone created successfully", clone.Text("message"));
        Assert.Equal("voiceId,displayName,model,status,language,audioFileNames,createdAt,organizationId,samples", clone.At("data").Names());
        Assert.StartsWith("voice_", clone.Text("data", "voiceId"), StringComparison.Ordinal);
        Assert.Equal("_id,voiceId,displayName,description,accent,tags,language,status,cloningType,modelIds,createdAt", entry.Names());
        Assert.Equal("""["warm","lobby"]""", entry.At("tags").GetRawText());
        Assert.Equal("""["lightning-v3.1"]""", entry.At("modelIds").GetRawText());
        Assert.Equal("success,data", (await one.JsonAsync()).Names());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (spoken.StatusCode, otherPool.StatusCode));
    }

    [Theory]
    [InlineData(1000, "audio/wav", "displayName=A;model=lightning-v2", "Voice cloning for lightning-v2 is deprecated. Please use lightning-v3.1")]
    [InlineData(1000, "audio/wav", "displayName=A;language=xx", "Invalid language. Supported: en, hi")]
    [InlineData(1000, "image/png", "displayName=A", "Invalid file type.")]
    [InlineData((5 * 1024 * 1024) + 1, "audio/wav", "displayName=A", "File too large.")]
    [InlineData(1000, "audio/wav", "accent=x", "displayName must have 1 to 500 characters")]
    [InlineData(-1, "audio/wav", "displayName=A", "No file provided")]
    public async Task Create_Refusals(int bytes, string type, string fields, string message)
    {
        await using var waves = await SimulatorClient.StartAsync();
        var form = Form(bytes, type, [.. fields.Split(';').Select(static field => (field.Split('=')[0], field.Split('=')[1]))]);

        using var response = await waves.SendAsync(HttpMethod.Post, Path, form);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(message, (await response.JsonAsync()).Text("error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_ExactlyFiveMegabytes_IsFine()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.SendAsync(HttpMethod.Post, Path, Form(5 * 1024 * 1024, ("displayName", new string('x', 500))));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Create_BeyondTheQuota_IsRefused()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Limits = PlanLimits.Standard with { Clones = 1 } });
        await waves.SendAsync(HttpMethod.Post, Path, Form(10, ("displayName", "A")));

        using var response = await waves.SendAsync(HttpMethod.Post, Path, Form(10, ("displayName", "B")));

        Assert.Equal("""{"error":"clone limit exceeded, consider upgrading"}""", await response.TextAsync());
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Delete_WithAnApiKey_Is401()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.PostAsync(Path + "/delete", new { voiceId = "voice_k3Tq81LmZa" });

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("""{"voiceId":"voice_k3Tq81LmZa"}""", (await waves.Books.WaitForEndAsync("V4")).Body);
    }

    [Fact]
    public async Task Catalogues_HaveTheirShapes()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var voices = await waves.GetAsync("/waves/v1/lightning-v3.1/get_voices");
        using var previews = await waves.GetAsync("/waves/v1/voice/get-all-models");
        using var unknown = await waves.GetAsync("/waves/v1/lightning-v9/get_voices");
        using var noKey = await waves.GetAsync("/waves/v1/lightning-v3.1/get_voices", key: null);

        var voice = (await voices.JsonAsync()).At("voices")[0];
        Assert.Equal("voiceId,displayName,tags", voice.Names());
        Assert.Equal("language,accent,gender,age,emotions,usecases", voice.At("tags").Names());
        Assert.Equal("_id,voiceId,displayName,description,audioPreview,tags", (await previews.JsonAsync()).At("voices")[0].Names());
        Assert.Equal("error,message", (await unknown.JsonAsync()).Names());
        Assert.Equal("""{"error":"Unauthorized","message":"Bearer token is missing or invalid."}""", await noKey.TextAsync());
    }

    private static MultipartFormDataContent Form(int bytes, params (string Name, string Value)[] fields) => Form(bytes, "audio/wav", fields);

    private static MultipartFormDataContent Form(int bytes, string type, (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        if (bytes >= 0)
            form.Add(new ByteArrayContent(new byte[bytes]) { Headers = { ContentType = new MediaTypeHeaderValue(type) } }, "file", "ana.wav");
        return form;
    }
}
