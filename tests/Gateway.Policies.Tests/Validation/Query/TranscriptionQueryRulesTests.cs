using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation.Query;

public sealed class TranscriptionQueryRulesTests
{
    [Theory]
    [InlineData("S1", "?model=pulse-pro&language=en&word_timestamps=true")]
    [InlineData("S1", "model=pulse")]
    [InlineData("S1", "model=pulse-pro&language=xx&redact_pii=maybe")]
    [InlineData("S1", "model=pulse&encoding=flac&sample_rate=12345")]
    [InlineData("S2", "model=pulse&language=en&encoding=linear16&sample_rate=16000&eou_timeout_ms=100")]
    [InlineData("S2", "model=pulse&language=multi&numerals=auto&keywords=a:1,b c:2")]
    [InlineData("S2", "model=pulse&eou_timeout_ms=10000&external_session_id=call_1.a-b")]
    [InlineData("S1", "model=pulse&eou_timeout_ms=5")]
    [InlineData("S4", "encoding=&sample_rate=&eou_timeout_ms=&external_session_id=")]
    [InlineData("S3", "")]
    [InlineData("S3", "?model=pulse&language=en")]
    [InlineData("S3", "?model=whisper")]
    [InlineData("S4", "")]
    [InlineData("S4", "model=pulse-pro&sample_rate=8000&encoding=mulaw")]
    public void WhatTheContractDoesNotRefuse_GoesOn(string id, string query) => Assert.Null(Judging.Query(id, query));

    [Theory]
    [InlineData("")]
    [InlineData("?language=en")]
    [InlineData("?model=")]
    public void Recording_NeedsAModel(string query) => Assert.Equal(
        $$"""{"error":"Missing required query param: model. Supported values: pulse | pulse-pro.","request_id":"{{Wording.RequestId}}"}""",
        Judging.Query("S1", query));

    [Theory]
    [InlineData("model=whisper")]
    [InlineData("model=PULSE")]
    public void Recording_OfAnotherModel_IsRefused(string query) => Assert.Equal(
        $$"""{"error":"Invalid query param: model. Supported values: pulse | pulse-pro.","request_id":"{{Wording.RequestId}}"}""",
        Judging.Query("S1", query));

    [Fact]
    public void OverlongModel_IsRefusedAsOneThatIsNotSupported() => Assert.Contains(
        "Invalid query param: model.", Judging.Query("S1", "model=" + new string('a', 500)), StringComparison.Ordinal);

    [Fact]
    public void TwoModels_AreRefused()
    {
        Assert.Equal(
            $$"""{"error":"Query param model is given more than once. Send one value.","request_id":"{{Wording.RequestId}}"}""",
            Judging.Query("S1", "model=pulse&model=pulse-pro"));
        Assert.Null(Judging.Query("S1", "model=pulse&model=pulse"));
    }

    [Fact]
    public void Live_NeedsAModel() => Assert.Equal(
        """{"error":"Missing required query param: model. Supported values: pulse."}""", Judging.Query("S2", "language=en"));

    [Fact]
    public void PulsePro_HasNoSocket() => Assert.Equal(
        """{"error":"Pulse Pro has no streaming transport. Use POST /waves/v1/stt/?model=pulse-pro instead."}""",
        Judging.Query("S2", "model=pulse-pro&language=en"));

    [Theory]
    [InlineData("S2", "model=pulse&encoding=flac")]
    [InlineData("S4", "encoding=pcm")]
    public void Live_InAnotherEncoding_IsRefused(string id, string query) => Assert.Equal(
        """{"error":"Invalid query param: encoding. Supported values: linear16 | linear32 | alaw | mulaw | opus | ogg_opus."}""",
        Judging.Query(id, query));

    [Theory]
    [InlineData("S2", "model=pulse&sample_rate=12000")]
    [InlineData("S4", "sample_rate=fast")]
    public void Live_AtAnotherRate_IsRefused(string id, string query) => Assert.Equal(
        """{"error":"Invalid query param: sample_rate. Supported values: 8000 | 16000 | 22050 | 24000 | 44100 | 48000."}""",
        Judging.Query(id, query));

    [Theory]
    [InlineData("S2", "model=pulse&eou_timeout_ms=99")]
    [InlineData("S4", "eou_timeout_ms=10001")]
    [InlineData("S4", "eou_timeout_ms=soon")]
    public void Live_WithAnotherEndOfUtterance_IsRefused(string id, string query) => Assert.Equal(
        """{"error":"Invalid query param: eou_timeout_ms. Supported values: 100 to 10000."}""", Judging.Query(id, query));

    [Theory]
    [InlineData("S2", "model=pulse&external_session_id=a%20b")]
    [InlineData("S4", "external_session_id=a/b")]
    public void Live_WithAnIdOfOtherCharacters_IsRefused(string id, string query) => Assert.Equal(
        """{"error":"Invalid query param: external_session_id. Send at most 128 characters of A-Z, a-z, 0-9, underscore, dot and hyphen."}""",
        Judging.Query(id, query));

    [Fact]
    public void Live_WithAnOverlongId_IsRefused() => Assert.Contains(
        "external_session_id", Judging.Query("S4", "external_session_id=" + new string('a', 129)), StringComparison.Ordinal);

    [Fact]
    public void Facts_OfARecording()
    {
        Judging.Query("S1", "model=pulse-pro&language=en&webhook_url=https%3A%2F%2Fhooks.example&sample_rate=16000&encoding=linear16", out var facts);

        Assert.Equal(new() { Model = "pulse-pro", Language = "en", Webhook = true, SampleRate = 16000, Format = "linear16" }, facts);
    }

    [Fact]
    public void Facts_OfLiveAudio_HaveTheDefaults()
    {
        Judging.Query("S4", "", out var silent);
        Judging.Query("S2", "model=pulse&language=yue&encoding=mulaw&sample_rate=8000", out var told);

        Assert.Equal(new() { Model = "pulse", Format = "linear16", SampleRate = 16000 }, silent);
        Assert.Equal(new() { Model = "pulse", Language = "yue", Format = "mulaw", SampleRate = 8000 }, told);
    }

    [Fact]
    public void Facts_OfThePulsePath_AreNotThoseOfTheQuery()
    {
        Judging.Query("S3", "model=pulse-pro", out var facts);

        Assert.Equal("pulse", facts.Model);
    }

    [Fact]
    public void Facts_OfTheFirstSocket_AreInCamelCase()
    {
        Judging.Query("R-asr", "audioLanguage=en&audioEncoding=mulaw&audioSampleRate=8000&audioChannels=1", out var facts);

        Assert.Equal(new() { Language = "en", Format = "mulaw", SampleRate = 8000 }, facts);
    }

    [Theory]
    [InlineData("timeout=90", 90)]
    [InlineData("timeout=soon", 0)]
    [InlineData("", 0)]
    public void Facts_OfATtsSocket_AreItsIdleTime(string query, int seconds)
    {
        Assert.Null(Judging.Query("T3", query, out var facts));
        Assert.Equal(seconds, facts.TimeoutSeconds);
    }

    [Theory]
    [InlineData("", "hydra-v1.1")]
    [InlineData("model=", "hydra-v1.1")]
    [InlineData("model=hydra", "hydra")]
    [InlineData("model=hydra-v9", "hydra-v9")]
    public void Facts_OfHydra_AreItsModel(string query, string model)
    {
        Assert.Null(Judging.Query("H1", query, out var facts));
        Assert.Equal(model, facts.Model);
    }

    [Fact]
    public void TwoModelsOfHydra_AreRefused() => Assert.Equal(
        """{"error":"Query param model is given more than once. Send one value."}""", Judging.Query("H1", "model=hydra&model=hydra-v1.1"));
}
