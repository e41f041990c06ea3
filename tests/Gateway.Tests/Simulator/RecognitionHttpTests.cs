using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Waves.Simulator;
using Waves.Simulator.Books;
using Waves.Simulator.Faults;

namespace Gateway.Simulator;

public sealed class RecognitionHttpTests
{
    [Fact]
    public async Task Pulse_AnswersFromTheBytesReceived()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.SendAsync(HttpMethod.Post, "/waves/v1/stt/?model=pulse&language=en", Sounds.Octets(Sounds.Wav(2.4)));

        var body = await response.JsonAsync();
        Assert.Equal("status,transcription,words,utterances,metadata", body.Names());
        Assert.Equal("duration,fileSize", body.At("metadata").Names());
        Assert.Equal((2.4, 76844), (body.At("metadata", "duration").GetDouble(), body.At("metadata", "fileSize").GetInt32()));
        Assert.Equal("Please book a table for two.", body.Text("transcription"));
        Assert.Equal(0, body.At("words").GetArrayLength());
        Assert.Equal(2400, waves.Books.Work.AudioInMs);
    }

    [Fact]
    public async Task Pulse_EverySwitch_AddsItsPart()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.SendAsync(
            HttpMethod.Post,
            "/waves/v1/stt?model=pulse&language=en&word_timestamps=true&diarize=true&gender_detection=true&emotion_detection=true",
            Sounds.Octets(Sounds.Wav(1.6)));

        var body = await response.JsonAsync();
        Assert.Equal("status,transcription,words,utterances,gender,emotions,metadata", body.Names());
        Assert.Equal("word,start,end,confidence,speaker,speaker_confidence", body.At("words")[0].Names());
        Assert.Equal("text,start,end,speaker", body.At("utterances")[0].Names());
        Assert.Equal("happiness,sadness,disgust,fear,anger", body.At("emotions").Names());
        Assert.Equal(4, body.At("words").GetArrayLength());
    }

    [Fact]
    public async Task PulsePro_HasItsOwnShape()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.SendAsync(HttpMethod.Post, "/waves/v1/stt/?model=pulse-pro&language=en&word_timestamps=true", Sounds.Octets(Sounds.Wav(3)), http2: true);

        var body = await response.JsonAsync();
        Assert.Equal("status,transcription,words,language,request_id,totalBytes,metadata", body.Names());
        Assert.Equal("duration,processing_time_ms,rtfx,num_chunks", body.At("metadata").Names());
        Assert.Equal((3, 96044), (body.At("metadata", "duration").GetDouble(), body.At("totalBytes").GetInt32()));
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), body.Text("request_id"));
    }

    [Fact]
    public async Task Upload_IsBookedByLengthAndHash_NotKept()
    {
        await using var waves = await SimulatorClient.StartAsync();
        var audio = Sounds.Wav(30);

        using var response = await waves.SendAsync(HttpMethod.Post, "/waves/v1/pulse/get_text?language=en", Sounds.Octets(audio));

        var record = await waves.Books.WaitForEndAsync("S3");
        Assert.Equal((audio.Length, Convert.ToHexStringLower(SHA256.HashData(audio))), ((int)record.BodyBytes, record.BodySha256));
        Assert.Null(record.Body);
        Assert.NotNull(record.FirstBodyByteAt);
        Assert.Equal(RequestOutcome.Complete, record.Outcome);
    }

    [Fact]
    public async Task AudioByUrl_IsForPulseOnly()
    {
        await using var waves = await SimulatorClient.StartAsync();
        var body = new { url = "https://files.example/tour.wav" };

        using var pulse = await waves.PostAsync("/waves/v1/stt/?model=pulse", body);
        using var older = await waves.PostAsync("/waves/v1/pulse/get_text", body);
        using var pro = await waves.PostAsync("/waves/v1/stt/?model=pulse-pro", body);

        Assert.Equal("tour.wav", (await pulse.JsonAsync()).Text("metadata", "filename"));
        Assert.Equal("status,transcription,audio_length,words,utterances,metadata", (await older.JsonAsync()).Names());
        var refusal = await pro.JsonAsync();
        Assert.Equal(HttpStatusCode.BadRequest, pro.StatusCode);
        Assert.Equal("""[{"path":["url"],"message":"send raw bytes with pulse-pro"}]""", refusal.At("details").GetRawText());
        Assert.Equal("Audio by URL is not available for this model.", refusal.Text("error"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?model=whisper")]
    public async Task Unified_WithoutKnownModel_Is400(string query)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.SendAsync(HttpMethod.Post, "/waves/v1/stt/" + query, Sounds.Octets(Sounds.Wav(1)));

        var body = await response.JsonAsync();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("Missing required query param: model. Supported values: pulse | pulse-pro.", body.Text("error"));
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), body.Text("request_id"));
    }

    [Fact]
    public async Task TooLarge_Is413OnTheUnifiedRoute_And400OnTheOlder()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { MaxUploadBytes = 1000 });

        using var unified = await waves.SendAsync(HttpMethod.Post, "/waves/v1/stt/?model=pulse", Sounds.Octets(Sounds.Wav(1)));
        using var older = await waves.SendAsync(HttpMethod.Post, "/waves/v1/pulse/get_text", Sounds.Octets(Sounds.Wav(1)));
        using var chunked = await waves.SendAsync(HttpMethod.Post, "/waves/v1/pulse/get_text", Sounds.Octets(Sounds.Wav(1)), headers: static headers => headers.TransferEncodingChunked = true);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, unified.StatusCode);
        Assert.Equal("File size exceeds maximum limit of 250MB.", (await unified.JsonAsync()).Text("error"));
        Assert.Equal(HttpStatusCode.BadRequest, older.StatusCode);
        Assert.Equal("""{"errors":"Audio data too large","status":"error","message":"Error handling audio data"}""", await older.TextAsync());
        Assert.Equal(HttpStatusCode.BadRequest, chunked.StatusCode);
    }

    [Fact]
    public async Task Older_ErrorsAreInItsDialect()
    {
        await using var waves = await SimulatorClient.StartAsync();
        var text = new StringContent("hello", MediaTypeHeaderValue.Parse("text/plain"));

        using var notAudio = await waves.SendAsync(HttpMethod.Post, "/waves/v1/pulse/get_text", text);
        using var noUrl = await waves.PostAsync("/waves/v1/pulse/get_text", new { link = "x" });
        using var region = await waves.SendAsync(HttpMethod.Post, "/waves/v1/pulse/get_text?language=yue", Sounds.Octets(Sounds.Wav(1)));
        using var noKey = await waves.SendAsync(HttpMethod.Post, "/waves/v1/pulse/get_text", key: null);
        using var badKey = await waves.SendAsync(HttpMethod.Post, "/waves/v1/pulse/get_text", key: "sk_wrong");

        Assert.Equal("""{"errors":"Invalid file format. Supported formats: audio/*","status":"error","message":"Error handling audio data"}""", await notAudio.TextAsync());
        Assert.Equal("""{"errors":"Invalid JSON data: missing or invalid 'url' field","status":"error","message":"Error handling audio data"}""", await noUrl.TextAsync());
        Assert.Equal(
            """{"status":"error","error_code":"LANGUAGE_NOT_ENABLED_IN_REGION","message":"Language 'yue' has not been enabled in this region. Please contact support to request access.","language":"yue","region":"ap-south-1"}""",
            await region.TextAsync());
        Assert.Equal("""{"message":"Unauthorized: No tokens provided"}""", await noKey.TextAsync());
        Assert.Equal("""{"error":"unauthorized"}""", await badKey.TextAsync());
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (noKey.StatusCode, badKey.StatusCode));
    }

    [Fact]
    public async Task Webhook_OnLoopback_IsDeliveredWithItsExtras()
    {
        await using var hook = await SimulatorClient.StartAsync();
        await using var waves = await SimulatorClient.StartAsync();
        hook.Host.Faults.Add(Fault.Answer(500).Once());
        var url = Uri.EscapeDataString(new Uri(hook.Host.BaseAddress, "/hooks/stt").ToString());

        using var response = await waves.SendAsync(HttpMethod.Post, $"/waves/v1/stt/?model=pulse-pro&language=en&webhook_url={url}&webhook_extra=case_id:42", Sounds.Octets(Sounds.Wav(3)));

        var answer = await response.JsonAsync();
        Assert.Equal("status,request_id", answer.Names());
        Assert.Equal("processing", answer.Text("status"));
        var delivery = await hook.Books.WaitForRequestAsync(static request => request.Outcome == RequestOutcome.Complete).WaitAsync(SimulatorClient.Patience);
        Assert.Equal("/hooks/stt", delivery.Path);
        using var delivered = JsonDocument.Parse(delivery.Body!);
        Assert.Equal("status,transcription,words,language,request_id,metadata,case_id", delivered.RootElement.Names());
        Assert.Equal((answer.Text("request_id"), "42"), (delivered.RootElement.Text("request_id"), delivered.RootElement.Text("case_id")));

        // The receiver failed first, so this delivery is the second attempt and the first one is in the log.
        using var log = await waves.GetAsync("/waves/v1/analytics/webhooks/logs");
        var first = (await log.JsonAsync()).At("data").EnumerateArray().Last();
        Assert.Equal((1, 500, "failed"), (first.At("attempt").GetInt32(), first.At("response_status_code").GetInt32(), first.Text("status")));
    }

    [Fact]
    public async Task Webhook_Elsewhere_IsNeverCalled()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.SendAsync(HttpMethod.Post, "/waves/v1/stt/?model=pulse-pro&webhook_url=https://hooks.example/stt", Sounds.Octets(Sounds.Wav(1)));
        using var log = await waves.GetAsync("/waves/v1/analytics/webhooks/logs");

        var entry = (await log.JsonAsync()).At("data")[0];
        Assert.Equal("org_id,request_id,webhook_url,method,event_type,status,attempt,response_status_code,error,timestamp,duration_ms", entry.Names());
        Assert.Equal(("asr.completed", "failed", "not a loopback address"), (entry.Text("event_type"), entry.Text("status"), entry.Text("error")));
        Assert.Equal((await response.JsonAsync()).Text("request_id"), entry.Text("request_id"));
    }
}
