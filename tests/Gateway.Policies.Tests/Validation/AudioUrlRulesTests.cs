using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation;

public sealed class AudioUrlRulesTests
{
    private const string Url = """{"url":"https://files.example/meeting-7.mp3"}""";

    [Theory]
    [InlineData("S1", "?model=pulse&language=de")]
    [InlineData("S3", "language=en")]
    [InlineData("S3", "")]
    public void Url_GoesOn(string id, string query) => Assert.Null(Judging.Body(id, Url, query));

    [Theory]
    [InlineData("model=pulse-pro")]
    [InlineData("?language=en&model=pulse%2Dpro")]
    public void Url_OnPulsePro_IsRefused(string query) => Assert.Equal(
        $$"""{"error":"Audio by URL is not available for this model.","request_id":"{{Wording.RequestId}}","details":[{"path":["url"],"message":"send raw bytes with pulse-pro"}]}""",
        Judging.Body("S1", Url, query));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"url":7}""")]
    [InlineData("""{"url":""}""")]
    [InlineData("""{"url":null}""")]
    [InlineData("not json")]
    [InlineData("")]
    public void NoUsableUrl_IsRefused(string body)
    {
        Assert.Equal(
            """{"errors":"Invalid JSON data: missing or invalid 'url' field","status":"error","message":"Error handling audio data"}""",
            Judging.Body("S3", body));
        Assert.Equal(
            $$"""{"error":"Invalid JSON data: missing or invalid 'url' field","request_id":"{{Wording.RequestId}}"}""",
            Judging.Body("S1", body, "model=pulse"));
    }
}
