using System.Net;
using System.Net.Http.Json;

namespace Gateway.Simulator;

public sealed class RetiredTests
{
    private const string Speech = "/waves/v1/lightning-v3.1/get_speech";
    private const string Cloning = "/waves/v1/voice-cloning";

    [Theory]
    [InlineData("POST", "/waves/v1/lightning-v2/get_speech", Speech)]
    [InlineData("POST", "/waves/v1/lightning-v2/stream", Speech)]
    [InlineData("POST", "/waves/v1/lightning-large/get_speech", Speech)]
    [InlineData("POST", "/waves/v1/lightning-large/stream", Speech)]
    [InlineData("POST", "/waves/v1/lightning-large/add_voice", Cloning)]
    [InlineData("DELETE", "/waves/v1/lightning-large", Cloning)]
    [InlineData("POST", "/waves/v1/prof-voice-cloning/create", Cloning)]
    public async Task KnownRetiredRoutes_Are410WithTheSuccessor(string method, string path, string successor)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.SendAsync(new HttpMethod(method), path, JsonContent.Create(new { }));

        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
        Assert.Equal(
            $$"""{"status":"error","error_code":"MODEL_DEPRECATED","message":"This model is retired. Please migrate to lightning-v3.1 via {{successor}}.","recommended_endpoint":"{{successor}}"}""",
            await response.TextAsync());
    }

    [Theory]
    [InlineData("GET", "/waves/v1/models")]
    [InlineData("POST", "/waves/v1/pulse-pro/get_text")]
    [InlineData("POST", "/waves/v1/chat/chat/completions")]
    [InlineData("POST", "/api/v1/tts")]
    [InlineData("GET", "/waves/v1/tts")]
    public async Task UnknownRoutes_Are404WithoutABody(string method, string path)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.SendAsync(new HttpMethod(method), path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("", await response.TextAsync());
    }

    [Fact]
    public async Task FirstLightning_StillSpeaksItsOldForms()
    {
        await using var waves = await SimulatorClient.StartAsync();
        var body = new { text = "Any one home?", voice_id = "felix", sample_rate = 8000, add_wav_header = false };

        using var whole = await waves.PostAsync("/waves/v1/lightning/get_speech", body);
        using var stream = await waves.PostAsync("/waves/v1/lightning/stream", body);

        Assert.Equal(13 * 520 * 2, (await whole.Content.ReadAsByteArrayAsync()).Length);
        var events = (await stream.TextAsync()).Split("\n\n");
        Assert.Matches("""^data: \{"request_id":"[^"]+","status":"chunk","data":\{"audio":"[^"]+"\}\}$""", events[0]);
        Assert.Matches("""^data: \{"request_id":"[^"]+","status":"complete","message":"All chunks sent","done":true\}$""", events[^2]);
    }

    [Fact]
    public async Task OldestRecognition_EndsATurnWithAnEmptyFrame()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync("/waves/v1/asr?audioLanguage=en&audioEncoding=linear16&audioSampleRate=16000&audioChannels=1&api_key=sk_upstream", key: null);

        await socket.SendAsync(new byte[32_000]);
        await socket.SendAsync([]);

        Assert.Equal("""{"text":"Please book.","isEndOfTurn":true}""", (await socket.ReceiveAsync())!.Value.GetRawText());
    }

    [Fact]
    public async Task OldSpeechSocket_AnswersInItsFrames()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync("/waves/v1/streaming-tts/stream");

        await socket.SendAsync(new { voice_id = "felix", text = "Hello.", sample_rate = 16000 });
        var frames = await socket.ReceiveUntilAsync("status", "complete");

        Assert.Equal("audio,format,sample_rate", frames[0].At("data").Names());
        Assert.Equal("request_id,status", frames[^1].Names());
    }
}
