using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Json;
using Waves.Simulator;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Simulator;

public sealed class SpeechHttpTests
{
    private const string Text = "Your parcel is waiting at locker nine.";

    // 65 ms for each of 38 characters.
    private const double Seconds = 0.065 * 38;

    [Theory]
    [InlineData("/waves/v1/tts", "T1", false)]
    [InlineData("/waves/v1/tts/", "T1", true)]
    [InlineData("/waves/v1/lightning-v3.1/get_speech", "T4", false)]
    public async Task Whole_AnswersPcmAsAudioWavWithIdHeaders(string path, string contract, bool http2)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.PostAsync(path, new { text = Text, voice_id = "magnus", sample_rate = 24000, session_id = "kiosk-17.morning" }, http2);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("audio/wav", response.Content.Headers.ContentType?.ToString());
        Assert.Equal((long)(Seconds * 24000) * 2, response.Content.Headers.ContentLength);
        Assert.Equal("kiosk-17.morning", response.Headers.GetValues("X-External-Session-Id").Single());
        Assert.Equal("", response.Headers.GetValues("X-External-Request-Id").Single());
        Assert.True(Guid.TryParse(response.Headers.GetValues("X-Session-Id").Single(), out _));
        var record = await waves.Books.WaitForEndAsync(contract);
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), record.RequestId);
        Assert.Equal((38, 1), ((int)record.Work.Characters, (int)record.Work.Syntheses));
        Assert.Equal(Seconds * 1000, record.Work.AudioOutMs, 1.0);
    }

    [Fact]
    public async Task Whole_TheSameTextTwice_SoundsTheSame()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var first = await waves.PostAsync("/waves/v1/tts", new { text = Text, voice_id = "magnus" });
        using var second = await waves.PostAsync("/waves/v1/tts", new { text = Text, voice_id = "magnus" });

        var sound = await first.Content.ReadAsByteArrayAsync();
        Assert.Equal(sound, await second.Content.ReadAsByteArrayAsync());
        Assert.Contains(sound, static sample => sample != 0);
    }

    [Fact]
    public async Task Whole_Wav_HasTheHeaderOfItsLength()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.PostAsync("/waves/v1/tts", new { text = Text, voice_id = "magnus", sample_rate = 16000, output_format = "wav" });

        var wav = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal("RIFF", Encoding.ASCII.GetString(wav, 0, 4));
        Assert.Equal(wav.Length - 8, BinaryPrimitives.ReadInt32LittleEndian(wav.AsSpan(4)));
        Assert.Equal(16000, BinaryPrimitives.ReadInt32LittleEndian(wav.AsSpan(24)));
        Assert.Equal(wav.Length - 44, BinaryPrimitives.ReadInt32LittleEndian(wav.AsSpan(40)));
    }

    [Theory]
    [InlineData("ulaw", 1)]
    [InlineData("alaw", 1)]
    [InlineData("pcm", 2)]
    public async Task Whole_RawFormats_HaveTheirBytesPerSample(string format, int bytesPerSample)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.PostAsync("/waves/v1/tts", new { text = Text, voice_id = "magnus", sample_rate = 8000, output_format = format });

        Assert.Equal((long)(Seconds * 8000) * bytesPerSample, (await response.Content.ReadAsByteArrayAsync()).Length);
    }

    [Theory]
    [InlineData(44100, 0xFB, 1152)]
    [InlineData(24000, 0xF3, 576)]
    [InlineData(16000, 0xF3, 576)]
    [InlineData(8000, 0xE3, 576)]
    public async Task Whole_Mp3_IsFramesOfTheRightDuration(int rate, int secondByte, int samplesPerFrame)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.PostAsync("/waves/v1/tts", new { text = Text, voice_id = "magnus", sample_rate = rate, output_format = "mp3" });

        var mp3 = await response.Content.ReadAsByteArrayAsync();
        var frames = Mp3Reader.Frames(mp3);
        Assert.Equal((0xFF, secondByte), (mp3[0], mp3[1]));
        Assert.All(frames, frame => Assert.Equal((rate, samplesPerFrame), (frame.Rate, frame.Samples)));
        Assert.Equal(Seconds, frames.Sum(static frame => (double)frame.Samples / frame.Rate), (double)samplesPerFrame / rate);
    }

    [Theory]
    [InlineData(true, "applied")]
    [InlineData(false, "not-entitled")]
    public async Task Whole_ExpiringContent_IsAnsweredOnlyWhenAsked(bool entitled, string expected)
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Limits = PlanLimits.Unlimited with { ExpiringContent = entitled } });
        var body = new StringContent("""{"text":"Hi","voice_id":"magnus"}""");

        using var asked = await waves.SendAsync(HttpMethod.Post, "/waves/v1/tts", body, headers: static headers => headers.Add("x-expire-content", "true"));
        using var plain = await waves.PostAsync("/waves/v1/tts", new { text = "Hi", voice_id = "magnus" });

        Assert.Equal(expected, asked.Headers.GetValues("x-content-expiry").Single());
        Assert.False(plain.Headers.Contains("x-content-expiry"));
    }

    [Theory]
    [InlineData("""{"text":"a"}""", """{"error":"InvalidRequest","message":"The 'voice_id' field is required."}""")]
    [InlineData("""{"voice_id":"magnus"}""", """{"error":"InvalidRequest","message":"The 'text' field is required."}""")]
    [InlineData("""{"text":"a","voice_id":"nobody"}""", """{"error":[{"code":"custom","path":["voice_id"],"message":"Invalid Voice ID"}]}""")]
    [InlineData("""{"text":"a","voice_id":"meher"}""", """{"error":[{"code":"custom","path":["voice_id"],"message":"Invalid Voice ID"}]}""")]
    [InlineData("""{"text":"a","voice_id":"magnus","output_format":"mulaw"}""",
        """{"error":[{"received":"mulaw","code":"invalid_enum_value","options":["wav","ulaw","alaw","pcm","mp3"],"path":["output_format"],"message":"Invalid enum value. Expected 'wav' | 'ulaw' | 'alaw' | 'pcm' | 'mp3', received 'mulaw'"}]}""")]
    [InlineData("""{"text":"a","voice_id":"magnus","language":"el"}""",
        """{"error":[{"code":"custom","path":["language"],"message":"Language 'el' is not supported on the lightning_v3.1 model. Supported languages: en, hi, mr, kn, ta, bn, gu, te, ml, pa, or, es, de, fr, it, nl, sv, pt, ru, pl"}]}""")]
    [InlineData("""{"text":"a","voice_id":"magnus","pronunciation_dicts":["66aa01f0c3d24b7e9d5f1a20"]}""", """{"error":"InvalidRequest","message":"Invalid input data"}""")]
    public async Task Whole_BadBody_Is400InTheServicesWords(string body, string expected)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.SendAsync(HttpMethod.Post, "/waves/v1/tts", new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(expected, await response.TextAsync());
    }

    [Theory]
    [InlineData("""{"text":"a","voice_id":"magnus","speed":3}""", "speed")]
    [InlineData("""{"text":"a","voice_id":"magnus","sample_rate":11025}""", "sample_rate")]
    [InlineData("""{"text":"a","voice_id":"magnus","model":"lightning-v3.1"}""", "model")]
    [InlineData("""{"text":"a","voice_id":"magnus","session_id":"with space"}""", "session_id")]
    public async Task Whole_ValueOutOfRange_NamesTheField(string body, string field)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.SendAsync(HttpMethod.Post, "/waves/v1/tts", new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, (await response.JsonAsync()).At("error")[0].At("path")[0].GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("sk_wrong")]
    public async Task Whole_WithoutGoodKey_Is401(string? key)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.PostAsync("/waves/v1/tts", new { text = Text, voice_id = "magnus" }, key: key);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("""{"error":"Unauthorized","message":"Bearer token is missing or invalid."}""", await response.TextAsync());
    }

    [Theory]
    [InlineData("/waves/v1/tts/live", false)]
    [InlineData("/waves/v1/tts/live", true)]
    [InlineData("/waves/v1/lightning-v3.1/stream", false)]
    public async Task Stream_IsChunksOf1024BytesAndATerminatorWithoutEventLine(string path, bool http2)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.PostAsync(path, new { text = "Two, on time.", voice_id = "magnus", sample_rate = 8000, output_format = "mp3" }, http2);

        var events = (await response.TextAsync()).Split("\n\n");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
        Assert.False(response.Content.Headers.NonValidated.Contains("Content-Length"));
        Assert.Equal("", events[^1]);
        Assert.Equal("""data: {"status":"200","done":true}""", events[^2]);
        Assert.All(events[..^2], static text => Assert.Matches("""^event: audio\ndata: \{"audio":"[A-Za-z0-9+/]+=*","done":false,"status":"206"\}$""", text));

        // PCM whatever the format: 13 characters of 65 ms at 8 kHz.
        var sizes = events[..^2].Select(static text => Audio(text).Length).ToArray();
        Assert.All(sizes[..^1], static size => Assert.Equal(1024, size));
        Assert.Equal(13 * 520 * 2, sizes.Sum());
    }

    [Fact]
    public async Task Stream_TheClientLeaves_IsBookedAsGone()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Cadence = Cadence.Instant with { RealTimeFactor = 1 } });
        using var content = new StringContent("""{"text":"A text that takes several seconds to say in full length.","voice_id":"magnus"}""");

        using (var response = await waves.SendAsync(HttpMethod.Post, "/waves/v1/tts/live", content, completion: HttpCompletionOption.ResponseHeadersRead))
            Assert.Equal(1, waves.Books.Group(LimitGroup.Tts).Current);

        var record = await waves.Books.WaitForEndAsync("T2");
        await waves.Books.WaitForIdleAsync();
        Assert.Equal(RequestOutcome.ClientGone, record.Outcome);
        Assert.True(record.Work.AudioOutMs < 3000);
    }

    private static byte[] Audio(string text)
    {
        using var data = JsonDocument.Parse(text[(text.IndexOf("data: ", StringComparison.Ordinal) + 6)..]);
        return data.RootElement.GetProperty("audio").GetBytesFromBase64();
    }
}
