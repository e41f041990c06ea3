namespace Gateway.Policies.Errors;

/// <summary>Bodies byte for byte as the contract's examples have them.</summary>
public sealed class HttpDialectTests
{
    private static readonly GatewayError RateLimited = new(ErrorKind.RateLimited, "Rate limit exceeded");

    [Fact]
    public void OpenAi_BadKey() => Assert.Equal(
        $$$"""{"error":{"message":"Invalid API key","type":"authentication_error","request_id":"{{{Wording.RequestId}}}"}}""",
        ErrorDialects.OpenAi.BodyOf(GatewayErrors.UnknownKey));

    [Fact]
    public void OpenAi_NoKey_SaysHowToSendIt() => Assert.Equal(
        $$$"""{"error":{"message":"Missing API key. Send it as 'Authorization: Bearer <key>'.","type":"authentication_error","request_id":"{{{Wording.RequestId}}}"}}""",
        ErrorDialects.OpenAi.BodyOf(GatewayErrors.MissingKey));

    [Fact]
    public void OpenAi_ModelOutsideThePlan() => Assert.Equal(
        $$$"""{"error":{"message":"Electron is not part of this plan","type":"permission_error","request_id":"{{{Wording.RequestId}}}"}}""",
        ErrorDialects.OpenAi.BodyOf(new(ErrorKind.Forbidden, "Electron is not part of this plan")));

    [Fact]
    public void OpenAi_BudgetUsedUp() => Assert.Equal(
        $$$"""{"error":{"message":"This key has used up its monthly budget","type":"insufficient_quota","request_id":"{{{Wording.RequestId}}}"}}""",
        ErrorDialects.OpenAi.BodyOf(GatewayErrors.BudgetExhausted("monthly")));

    [Fact]
    public void OpenAi_TooManyRequests() => Assert.Equal(
        $$$"""{"error":{"message":"Rate limit exceeded","type":"rate_limit_error","request_id":"{{{Wording.RequestId}}}"}}""",
        ErrorDialects.OpenAi.BodyOf(RateLimited));

    [Fact]
    public void OpenAi_TooManyAtOnce_UsesTheUpstreamsWords() => Assert.Equal(
        $$$"""{"error":{"message":"Concurrency limit reached","type":"rate_limit_error","request_id":"{{{Wording.RequestId}}}"}}""",
        ErrorDialects.OpenAi.BodyOf(GatewayErrors.ConcurrencyLimited(3, "requests", TimeSpan.FromSeconds(1))));

    [Fact]
    public void OpenAi_UpstreamAway() => Assert.Equal(
        $$$"""{"error":{"message":"Upstream model unavailable","type":"api_error","request_id":"{{{Wording.RequestId}}}"}}""",
        ErrorDialects.OpenAi.BodyOf(GatewayErrors.UpstreamUnreachable));

    [Fact]
    public void OpenAi_Overloaded() => Assert.Equal(
        $$$"""{"error":{"message":"Model overloaded","type":"api_error","request_id":"{{{Wording.RequestId}}}"}}""",
        ErrorDialects.OpenAi.BodyOf(new(ErrorKind.Unavailable, "Model overloaded")));

    [Fact]
    public void OpenAi_CustomIssue_HasItsPathLast() => Assert.Equal(
        $$$"""{"error":{"message":"Invalid input data","type":"invalid_request_error","details":[{"code":"custom","message":"n > 1 is not supported","path":["n"]}],"request_id":"{{{Wording.RequestId}}}"}}""",
        ErrorDialects.OpenAi.BodyOf(Invalid(new() { Code = IssueCode.Custom, Path = ["n"], Message = "n > 1 is not supported" })));

    [Fact]
    public void OpenAi_BoundIssue_HasTheMembersOfZod() => Assert.Equal(
        $$$"""{"error":{"message":"Invalid input data","type":"invalid_request_error","details":[{"code":"too_big","maximum":200,"type":"array","inclusive":true,"exact":false,"message":"Array must contain at most 200 element(s)","path":["messages"]}],"request_id":"{{{Wording.RequestId}}}"}}""",
        ErrorDialects.OpenAi.BodyOf(Invalid(new()
        {
            Code = IssueCode.TooBig,
            Path = ["messages"],
            Maximum = 200,
            Type = "array",
            Message = "Array must contain at most 200 element(s)",
        })));

    [Fact]
    public void OpenAi_BrokenStream_IsADataObjectWithAnError() => Assert.Equal(
        $$$"""data: {"error":{"message":"The model stopped answering.","type":"api_error","request_id":"{{{Wording.RequestId}}}"}}""" + "\n\n",
        ErrorDialects.OpenAi.EventOf(GatewayErrors.UpstreamBroke));

    [Fact]
    public void Tts_BadKey() => Assert.Equal(
        """{"error":"Unauthorized","message":"Bearer token is missing or invalid."}""",
        ErrorDialects.Tts.BodyOf(GatewayErrors.UnknownKey));

    [Fact]
    public void Tts_ForbiddenModel() => Assert.Equal(
        """{"error":"Forbidden","message":"This key may not use lightning_v3.1_pro."}""",
        ErrorDialects.Tts.BodyOf(GatewayErrors.ForbiddenModel("lightning_v3.1_pro")));

    [Fact]
    public void Tts_TooManyAtOnce() => Assert.Equal(
        """{"error":"TooManyRequests","message":"Concurrency limit reached: 1 of 1 syntheses active."}""",
        ErrorDialects.Tts.BodyOf(GatewayErrors.ConcurrencyLimited(1, "syntheses", TimeSpan.FromSeconds(1))));

    [Fact]
    public void Tts_Bug() => Assert.Equal(
        """{"error":"InternalServerError","message":"An unexpected error occurred."}""",
        ErrorDialects.Tts.BodyOf(GatewayErrors.Internal));

    [Fact]
    public void Tts_UpstreamAway() => Assert.Equal(
        """{"error":"BadGateway","message":"The speech service could not be reached."}""",
        ErrorDialects.Tts.BodyOf(GatewayErrors.UpstreamUnreachable));

    [Fact]
    public void Tts_UpstreamSlow() => Assert.Equal(
        """{"error":"GatewayTimeout","message":"The speech service did not answer in time."}""",
        ErrorDialects.Tts.BodyOf(GatewayErrors.UpstreamTimeout));

    [Fact]
    public void Tts_RefusalWithoutIssues_IsNamed() => Assert.Equal(
        """{"error":"InvalidRequest","message":"The 'voice_id' field is required."}""",
        ErrorDialects.Tts.BodyOf(new(ErrorKind.Invalid, "The 'voice_id' field is required.")));

    [Fact]
    public void Tts_RefusalWithIssues_IsTheArrayOfZod() => Assert.Equal(
        """{"error":[{"received":"mulaw","code":"invalid_enum_value","options":["wav","ulaw","alaw","pcm","mp3"],"path":["output_format"],"message":"Invalid enum value. Expected 'wav' | 'ulaw' | 'alaw' | 'pcm' | 'mp3', received 'mulaw'"}]}""",
        ErrorDialects.Tts.BodyOf(Invalid(new()
        {
            Code = IssueCode.InvalidEnumValue,
            Received = "mulaw",
            Options = ["wav", "ulaw", "alaw", "pcm", "mp3"],
            Path = ["output_format"],
            Message = "Invalid enum value. Expected 'wav' | 'ulaw' | 'alaw' | 'pcm' | 'mp3', received 'mulaw'",
        })));

    [Fact]
    public void Tts_CustomIssue_HasItsPathBeforeTheMessage() => Assert.Equal(
        """{"error":[{"code":"custom","path":["voice_id"],"message":"Invalid Voice ID"}]}""",
        ErrorDialects.Tts.BodyOf(Invalid(new() { Code = IssueCode.Custom, Path = ["voice_id"], Message = "Invalid Voice ID" })));

    [Fact]
    public void Tts_BrokenStream_NeverLooksComplete() => Assert.Equal(
        "event: error\n" + """data: {"status":"500","error":"BadGateway","message":"The speech service closed the stream early.","done":false}""" + "\n\n",
        ErrorDialects.Tts.EventOf(GatewayErrors.UpstreamBroke));

    [Fact]
    public void Stt_BadKey() => Assert.Equal(
        $$"""{"error":"Unauthorized","request_id":"{{Wording.RequestId}}"}""",
        ErrorDialects.Stt.BodyOf(GatewayErrors.UnknownKey));

    [Fact]
    public void Stt_ModelOutsideThePlan() => Assert.Equal(
        $$"""{"error":"Your plan does not include pulse-pro.","request_id":"{{Wording.RequestId}}"}""",
        ErrorDialects.Stt.BodyOf(new(ErrorKind.Forbidden, "Your plan does not include pulse-pro.")));

    [Fact]
    public void Stt_TooManyRequests_UsesTheUpstreamsWords() => Assert.Equal(
        $$"""{"error":"Rate limit exceeded. Please retry after a short backoff.","request_id":"{{Wording.RequestId}}"}""",
        ErrorDialects.Stt.BodyOf(RateLimited));

    [Fact]
    public void Stt_TooLarge_UsesTheUpstreamsWords() => Assert.Equal(
        $$"""{"error":"File size exceeds maximum limit of 250MB.","request_id":"{{Wording.RequestId}}"}""",
        ErrorDialects.Stt.BodyOf(GatewayErrors.BodyTooLarge(262_144_000)));

    [Fact]
    public void Stt_Busy() => Assert.Equal(
        $$"""{"error":"Worker temporarily unavailable.","request_id":"{{Wording.RequestId}}"}""",
        ErrorDialects.Stt.BodyOf(new(ErrorKind.Unavailable, "Worker temporarily unavailable.")));

    [Fact]
    public void Stt_Issue_HasPathAndMessageOnly() => Assert.Equal(
        $$"""{"error":"Audio by URL is not available for this model.","request_id":"{{Wording.RequestId}}","details":[{"path":["url"],"message":"send raw bytes with pulse-pro"}]}""",
        ErrorDialects.Stt.BodyOf(Invalid(new() { Code = IssueCode.Custom, Path = ["url"], Message = "send raw bytes with pulse-pro" }, "Audio by URL is not available for this model.")));

    [Fact]
    public void Pulse_NoKey() => Assert.Equal(
        """{"message":"Unauthorized: No tokens provided"}""", ErrorDialects.Pulse.BodyOf(GatewayErrors.MissingKey));

    [Fact]
    public void Pulse_BadKey() => Assert.Equal("""{"error":"unauthorized"}""", ErrorDialects.Pulse.BodyOf(GatewayErrors.UnknownKey));

    [Fact]
    public void Pulse_TooLarge() => Assert.Equal(
        """{"errors":"Audio data too large","status":"error","message":"Error handling audio data"}""",
        ErrorDialects.Pulse.BodyOf(GatewayErrors.BodyTooLarge(262_144_000)));

    [Fact]
    public void Pulse_Refusal() => Assert.Equal(
        """{"errors":"Invalid JSON data: missing or invalid 'url' field","status":"error","message":"Error handling audio data"}""",
        ErrorDialects.Pulse.BodyOf(new(ErrorKind.Invalid, "Invalid JSON data: missing or invalid 'url' field")));

    [Fact]
    public void Pulse_TooManyRequests() => Assert.Equal(
        """{"error":"Rate limit exceeded. Please retry after a short backoff."}""", ErrorDialects.Pulse.BodyOf(RateLimited));

    [Fact]
    public void Pulse_Bug() => Assert.Equal("""{"error":"Internal server error"}""", ErrorDialects.Pulse.BodyOf(GatewayErrors.Internal));

    [Fact]
    public void Clone_Refusal() => Assert.Equal(
        """{"error":"No file provided"}""", ErrorDialects.Clone.BodyOf(new(ErrorKind.Invalid, "No file provided")));

    [Fact]
    public void Clone_Bug_NamesAnErrorCode() => Assert.Equal(
        """{"error":"Internal server error","error_code":"voice_clone_error"}""", ErrorDialects.Clone.BodyOf(GatewayErrors.Internal));

    [Fact]
    public void Dict_Issue() => Assert.Equal(
        """{"error":"Invalid request body","details":[{"code":"invalid_type","expected":"string","received":"undefined","path":["items",1,"pronunciation"],"message":"Required"}]}""",
        ErrorDialects.Dict.BodyOf(Invalid(new()
        {
            Code = IssueCode.InvalidType,
            Expected = "string",
            Received = "undefined",
            Path = ["items", 1, "pronunciation"],
            Message = "Required",
        })));

    [Theory]
    [InlineData("D-DICT")]
    [InlineData("D-PLAIN")]
    [InlineData("D-CLONE")]
    public void TextDialects_BadKey(string name) => Assert.Equal(
        """{"error":"Unauthorized"}""", ErrorDialects.All.Single(d => d.Name == name).BodyOf(GatewayErrors.UnknownKey));

    private static GatewayError Invalid(Issue issue, string message = "") => new(ErrorKind.Invalid, message) { Issues = [issue] };
}
