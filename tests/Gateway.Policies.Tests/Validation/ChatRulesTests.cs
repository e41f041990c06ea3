using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation;

public sealed class ChatRulesTests
{
    [Theory]
    [InlineData("""{"model":"electron","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"When?"}],"temperature":0.3,"max_tokens":60}""")]
    [InlineData("""{"model":"electron","messages":[{"role":"user","content":"Bike?"}],"tools":[{"type":"function","function":{"name":"find_slot","parameters":{"type":"object","properties":{"n":{"type":"string"}}}}}],"tool_choice":"auto"}""")]
    [InlineData("""{"model":"electron","messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"4"}]}""")]
    [InlineData("""{"model":"electron","messages":[{"role":"assistant","content":"Let me see.","tool_calls":null}],"stop":null,"max_tokens":null,"top_logprobs":null}""")]
    public void ValidBody_GoesOn(string body)
    {
        Assert.Null(Judging.Body("L1", body, out var facts));
        Assert.Equal(new() { Model = "electron" }, facts);
    }

    [Fact]
    public void StreamWithUsage_IsAFact()
    {
        Assert.Null(Judging.Body("L1", Chat(""" "stream": true, "stream_options": {"include_usage": true} """), out var facts));
        Assert.Equal(new() { Model = "electron", Streams = true, IncludesUsage = true }, facts);
    }

    [Fact]
    public void SeveralChoices_AreRefused() => Assert.Equal(
        Refused("""{"code":"custom","message":"n > 1 is not supported","path":["n"]}"""), Judging.Body("L1", Chat(""" "n": 2 """)));

    [Theory]
    [InlineData("0")]
    [InlineData("true")]
    [InlineData("[1]")]
    public void PromptLogprobs_AreRefusedWhateverTheyAre(string value) => Assert.Equal(
        Refused("""{"code":"custom","message":"prompt_logprobs is not supported","path":["prompt_logprobs"]}"""),
        Judging.Body("L1", Chat($""" "prompt_logprobs": {value} """)));

    [Fact]
    public void TooManyMessages_AreRefused()
    {
        Assert.Null(Judging.Body("L1", Messages(200)));
        Assert.Equal(
            Refused("""{"code":"too_big","maximum":200,"type":"array","inclusive":true,"exact":false,"message":"Array must contain at most 200 element(s)","path":["messages"]}"""),
            Judging.Body("L1", Messages(201)));
    }

    [Fact]
    public void NoMessages_AreRefused() => Assert.Equal(
        Refused("""{"code":"too_small","minimum":1,"type":"array","inclusive":true,"exact":false,"message":"Array must contain at least 1 element(s)","path":["messages"]}"""),
        Judging.Body("L1", Messages(0)));

    [Theory]
    [InlineData("temperature", "2.1", "Number must be less than or equal to 2")]
    [InlineData("temperature", "-0.1", "Number must be greater than or equal to 0")]
    [InlineData("top_p", "1.1", "Number must be less than or equal to 1")]
    [InlineData("top_p", "-1", "Number must be greater than or equal to 0")]
    [InlineData("max_tokens", "0", "Number must be greater than or equal to 1")]
    [InlineData("max_tokens", "1.5", "Expected integer, received float")]
    [InlineData("presence_penalty", "2.5", "Number must be less than or equal to 2")]
    [InlineData("frequency_penalty", "-2.5", "Number must be greater than or equal to -2")]
    [InlineData("top_logprobs", "21", "Number must be less than or equal to 20")]
    [InlineData("n", "0", "Number must be greater than or equal to 1")]
    [InlineData("stop", """["a","b","c","d","e"]""", "Array must contain at most 4 element(s)")]
    [InlineData("stop", "5", "Expected string or array, received number")]
    [InlineData("tool_choice", "\"always\"", "Invalid enum value. Expected 'auto' | 'required' | 'none', received 'always'")]
    [InlineData("tool_choice", "7", "Expected string or object, received number")]
    [InlineData("response_format", "\"json\"", "Expected object, received string")]
    [InlineData("stream", "\"yes\"", "Expected boolean, received string")]
    [InlineData("tools", "{}", "Expected array, received object")]
    public void FieldOutOfBounds_IsRefusedAtItsPath(string name, string value, string message)
    {
        var body = Judging.Body("L1", Chat($""" "logprobs": true, "{name}": {value} """))!;

        Assert.Contains($"\"message\":\"{message}\"", body, StringComparison.Ordinal);
        Assert.Contains($"\"path\":[\"{name}\"]", body, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"invalid_request_error\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "temperature": 0, "top_p": 0, "presence_penalty": -2, "frequency_penalty": 2, "max_tokens": 1 """)]
    [InlineData(""" "temperature": 2, "top_p": 1, "n": 1, "max_tokens": 32768 """)]
    [InlineData(""" "stop": "x" """)]
    [InlineData(""" "stop": ["a","b","c","d"] """)]
    [InlineData(""" "tool_choice": {"type":"function","function":{"name":"f"}} """)]
    [InlineData(""" "response_format": {"type":"json_object"} """)]
    [InlineData(""" "logprobs": true, "top_logprobs": 20 """)]
    [InlineData(""" "top_logprobs": 0 """)]
    [InlineData(""" "seed": 7, "logit_bias": {"50256": -100}, "user": "u", "max_completion_tokens": 9, "reasoning": {"a": [1]} """)]
    public void FieldWithinBounds_GoesOn(string fields) => Assert.Null(Judging.Body("L1", Chat(fields)));

    [Fact]
    public void OtherResponseFormats_AreRefused() => Assert.Equal(
        Refused("""{"received":"json_schema","code":"invalid_enum_value","options":["text","json_object"],"path":["response_format","type"],"message":"Invalid enum value. Expected 'text' | 'json_object', received 'json_schema'"}"""),
        Judging.Body("L1", Chat(""" "response_format": {"type":"json_schema","json_schema":{}} """)));

    [Fact]
    public void TooManyTools_AreRefused()
    {
        Assert.Null(Judging.Body("L1", Chat($""" "tools": [{string.Join(',', Enumerable.Repeat("{}", 64))}] """)));
        Assert.Contains(
            "Array must contain at most 64 element(s)",
            Judging.Body("L1", Chat($""" "tools": [{string.Join(',', Enumerable.Repeat("{}", 65))}] """)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void TopLogprobs_NeedLogprobs() => Assert.Equal(
        Refused("""{"code":"custom","message":"top_logprobs requires logprobs to be true","path":["top_logprobs"]}"""),
        Judging.Body("L1", Chat(""" "top_logprobs": 3 """)));

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"a"}]}""", """{"code":"invalid_type","expected":"string","received":"undefined","path":["model"],"message":"Required"}""")]
    [InlineData("""{"model":"electron"}""", """{"code":"invalid_type","expected":"array","received":"undefined","path":["messages"],"message":"Required"}""")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"a"}]}""", """{"received":"gpt-4o","code":"invalid_enum_value","options":["electron"],"path":["model"],"message":"Invalid enum value. Expected 'electron', received 'gpt-4o'"}""")]
    [InlineData("""{"model":"electron","messages":[{"content":"a"}]}""", """{"code":"invalid_type","expected":"string","received":"undefined","path":["messages",0,"role"],"message":"Required"}""")]
    [InlineData("""{"model":"electron","messages":[{"role":"user","content":"a"},{"role":"bot","content":"b"}]}""", """{"received":"bot","code":"invalid_enum_value","options":["system","user","assistant","tool"],"path":["messages",1,"role"],"message":"Invalid enum value. Expected 'system' | 'user' | 'assistant' | 'tool', received 'bot'"}""")]
    [InlineData("""{"model":"electron","messages":[{"role":"user","content":[{"type":"text","text":"a"}]}]}""", """{"code":"invalid_type","expected":"string","received":"array","path":["messages",0,"content"],"message":"Expected string, received array"}""")]
    [InlineData("""{"model":"electron","messages":["hi"]}""", """{"code":"invalid_type","expected":"object","received":"string","path":["messages",0],"message":"Expected object, received string"}""")]
    [InlineData("""{"model":"electron","messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{}}}]}]}""", """{"code":"invalid_type","expected":"string","received":"object","path":["messages",0,"tool_calls",0,"function","arguments"],"message":"Expected string, received object"}""")]
    public void Shape_IsRefusedAtItsPath(string body, string detail) => Assert.Equal(Refused(detail), Judging.Body("L1", body));

    [Fact]
    public void SeveralFaults_AreToldTogether()
    {
        var body = Judging.Body("L1", Chat(""" "n": 2, "temperature": 3, "prompt_logprobs": 1 """))!;

        Assert.Equal(3, body.Split("\"code\":").Length - 1);
    }

    [Fact]
    public void ManyFaults_AreBounded()
    {
        var bad = string.Join(',', Enumerable.Repeat("1", 200));
        var body = Judging.Body("L1", $$"""{"model":"electron","messages":[{{bad}}]}""")!;

        Assert.Equal(16, body.Split("\"code\":").Length - 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{/* c */}")]
    [InlineData("\uFEFF{}")]
    [InlineData("{'a':1}")]
    public void NotAJsonObject_IsMalformed(string body) => Assert.Equal(
        $$$"""{"error":{"message":"The request body is not a valid JSON object in UTF-8.","type":"invalid_request_error","details":[{"code":"custom","message":"The request body is not a valid JSON object in UTF-8.","path":[]}],"request_id":"{{{Wording.RequestId}}}"}}""",
        Judging.Body("L1", body));

    [Fact]
    public void NotUtf8_IsMalformed()
    {
        byte[] body = [.. """{"model":"electron","unread":" """u8, 0xC3, 0x28, .. "\"}"u8];

        Assert.Contains("not a valid JSON object", Judging.Body("L1", body, out _), StringComparison.Ordinal);
    }

    [Fact]
    public void NestedBeyondTheBound_IsMalformed()
    {
        Assert.Null(Judging.Body("L1", Chat($""" "x": {Nested(120)} """)));
        Assert.Contains("not a valid JSON object", Judging.Body("L1", Chat($""" "x": {Nested(130)} """)), StringComparison.Ordinal);
    }

    [Fact]
    public void LoneSurrogate_IsLegalAsInJavaScript() =>
        Assert.Null(Judging.Body("L1", """{"\ud800":"\udc00","model":"electron","messages":[{"role":"user","content":"\ud83d"}]}"""));

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static string Chat(string fields) => $$"""{"model":"electron","messages":[{"role":"user","content":"Hi"}], {{fields}} }""";

    private static string Messages(int count) =>
        $$"""{"model":"electron","messages":[{{string.Join(',', Enumerable.Repeat("""{"role":"user","content":"Hi"}""", count))}}]}""";

    private static string Refused(string detail) =>
        $$$"""{"error":{"message":"Invalid input data","type":"invalid_request_error","details":[{{{detail}}}],"request_id":"{{{Wording.RequestId}}}"}}""";
}
