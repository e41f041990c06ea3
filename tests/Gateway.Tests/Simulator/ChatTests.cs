using System.Net;
using System.Text.Json;
using Waves.Simulator;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Simulator;

public sealed class ChatTests
{
    private const string Path = "/waves/v1/chat/completions";

    private static readonly object[] Tools =
    [
        new
        {
            type = "function",
            function = new
            {
                name = "find_slot",
                description = "Free repair slots on a day",
                parameters = new { type = "object", properties = new { day = new { type = "string" } }, required = new[] { "day" } },
            },
        },
    ];

    [Fact]
    public async Task Whole_IsACompletionWithUsageAndRequestId()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.PostAsync(Path, Ask("When do you close today?"), http2: true);

        var body = await response.JsonAsync();
        Assert.Equal("id,object,created,model,choices,usage", body.Names());
        Assert.StartsWith("chatcmpl-", body.Text("id"), StringComparison.Ordinal);
        Assert.Equal("chat.completion", body.Text("object"));
        var choice = body.At("choices")[0];
        Assert.Equal("index,message,finish_reason", choice.Names());
        Assert.Equal("role,content,tool_calls", choice.At("message").Names());
        Assert.Equal(JsonValueKind.Null, choice.At("message", "tool_calls").ValueKind);
        Assert.Equal("stop", choice.Text("finish_reason"));
        Assert.Equal("prompt_tokens,completion_tokens,total_tokens,prompt_tokens_details", body.At("usage").Names());
        Assert.Equal((12, 0), (body.At("usage", "completion_tokens").GetInt32(), body.At("usage", "prompt_tokens_details", "cached_tokens").GetInt32()));
        Assert.True(response.Headers.Contains("X-Request-Id"));
    }

    [Fact]
    public async Task RepeatedPrompt_IsCachedInWholeBlocks_AndALongerOneSharesItsBeginning()
    {
        await using var waves = await SimulatorClient.StartAsync();
        var question = new string('x', 200);

        await waves.PostAsync(Path, Ask(question));
        using var again = await waves.PostAsync(Path, Ask(question));
        using var longer = await waves.PostAsync(Path, Ask(question + new string('y', 200)));
        using var other = await waves.PostAsync(Path, Ask("y" + question));

        // "user: " + 200 characters + a line end are 207, so 52 tokens, three whole blocks of 16.
        Assert.Equal((52, 48), Tokens(await again.JsonAsync()));
        Assert.Equal((102, 48), Tokens(await longer.JsonAsync()));
        Assert.Equal(0, Tokens(await other.JsonAsync()).Cached);

        static (int Prompt, int Cached) Tokens(JsonElement body) =>
            (body.At("usage", "prompt_tokens").GetInt32(), body.At("usage", "prompt_tokens_details", "cached_tokens").GetInt32());
    }

    [Fact]
    public async Task MaxTokens_CutsAndSaysLength_StopCutsAndSaysStop()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var cut = await waves.PostAsync(Path, new { model = "electron", messages = User(""), max_tokens = 4 });
        using var stopped = await waves.PostAsync(Path, new { model = "electron", messages = User(""), stop = "seven" });

        var first = (await cut.JsonAsync()).At("choices")[0];
        Assert.Equal(("We open at seven", "length"), (first.Text("message", "content"), first.Text("finish_reason")));
        var second = (await stopped.JsonAsync()).At("choices")[0];
        Assert.Equal(("We open at ", "stop"), (second.Text("message", "content"), second.Text("finish_reason")));
    }

    [Fact]
    public async Task JsonMode_AnswersJson()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.PostAsync(Path, new { model = "electron", messages = User("Say \"hi\"."), response_format = new { type = "json_object" } });

        using var content = JsonDocument.Parse((await response.JsonAsync()).At("choices")[0].Text("message", "content")!);
        Assert.Equal("Say \"hi\".", content.RootElement.Text("question"));
    }

    [Fact]
    public async Task Tools_AreCalledOnAUserTurn_WithAFillerWhenThePromptAsksForOne()
    {
        await using var waves = await SimulatorClient.StartAsync();
        var system = new { role = "system", content = "Say a short phrase before you look something up." };
        var user = new { role = "user", content = "Can I bring my bike on Friday?" };

        using var call = await waves.PostAsync(Path, new { model = "electron", messages = new object[] { system, user }, tools = Tools, tool_choice = "auto" });
        using var answer = await waves.PostAsync(Path, new { model = "electron", messages = new object[] { user, new { role = "tool", tool_call_id = "call_1", content = "{}" } }, tools = Tools });
        using var none = await waves.PostAsync(Path, new { model = "electron", messages = new object[] { user }, tools = Tools, tool_choice = "none" });

        var choice = (await call.JsonAsync()).At("choices")[0];
        Assert.Equal(("One moment, let me look.", "tool_calls"), (choice.Text("message", "content"), choice.Text("finish_reason")));
        var tool = choice.At("message", "tool_calls")[0];
        Assert.Equal("id,type,function", tool.Names());
        Assert.Equal(("find_slot", """{"day":"friday"}"""), (tool.Text("function", "name"), tool.Text("function", "arguments")));
        Assert.Equal("stop", (await answer.JsonAsync()).At("choices")[0].Text("finish_reason"));
        Assert.Equal("stop", (await none.JsonAsync()).At("choices")[0].Text("finish_reason"));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Stream_IsChunksThenUsageIfAskedThenDone(bool includeUsage, bool http2)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.PostAsync(Path, new { model = "electron", messages = User("Hi"), stream = true, stream_options = new { include_usage = includeUsage } }, http2);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        var chunks = await ChunksAsync(response);
        Assert.All(chunks, static chunk => Assert.Equal("chat.completion.chunk", chunk.Text("object")));
        Assert.Equal("""{"role":"assistant","content":""}""", chunks[0].At("choices")[0].At("delta").GetRawText());
        var content = includeUsage ? chunks[..^1] : chunks;
        Assert.Equal("stop", content[^1].At("choices")[0].Text("finish_reason"));
        Assert.All(content[..^1], static chunk => Assert.Equal(JsonValueKind.Null, chunk.At("choices")[0].At("finish_reason").ValueKind));
        Assert.All(content, static chunk => Assert.False(chunk.TryGetProperty("usage", out _)));
        Assert.Equal(14, content.Count);
        if (includeUsage)
        {
            Assert.Equal(0, chunks[^1].At("choices").GetArrayLength());
            Assert.Equal(12, chunks[^1].At("usage", "completion_tokens").GetInt32());
        }
    }

    [Fact]
    public async Task Stream_ToolCall_ComesAfterTheFillerInPieces()
    {
        await using var waves = await SimulatorClient.StartAsync();
        var messages = new object[] { new { role = "system", content = "Use a filler." }, new { role = "user", content = "Friday?" } };

        using var response = await waves.PostAsync(Path, new { model = "electron", messages, tools = Tools, stream = true });

        var deltas = (await ChunksAsync(response)).Select(static chunk => chunk.At("choices")[0].At("delta")).ToArray();
        var calls = deltas.SkipWhile(static delta => !delta.TryGetProperty("tool_calls", out _)).TakeWhile(static delta => delta.TryGetProperty("tool_calls", out _)).Select(static delta => delta.At("tool_calls")[0]).ToArray();
        Assert.Equal("index,id,type,function", calls[0].Names());
        Assert.Equal("""{"day":"friday"}""", string.Concat(calls.Select(static call => call.Text("function", "arguments"))));
        Assert.Equal("index,function", calls[1].Names());
        Assert.True(deltas[1].TryGetProperty("content", out _));
    }

    [Fact]
    public async Task Stream_TheClientLeaves_IsBilledForWhatWasGenerated()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Cadence = Cadence.Instant with { TokenInterval = TimeSpan.FromSeconds(30) } });
        using var content = new StringContent(JsonSerializer.Serialize(new { model = "electron", messages = User("Hi"), stream = true }));

        using (await waves.SendAsync(HttpMethod.Post, Path, content, completion: HttpCompletionOption.ResponseHeadersRead))
            Assert.Equal(1, waves.Books.Group(LimitGroup.Chat).Current);

        var record = await waves.Books.WaitForEndAsync("L1").WaitAsync(SimulatorClient.Patience);
        Assert.Equal(RequestOutcome.ClientGone, record.Outcome);
        Assert.InRange(record.Work.CompletionTokens, 0, 2);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"a"}]}""", "model")]
    [InlineData("""{"model":"gpt-4","messages":[{"role":"user","content":"a"}]}""", "model")]
    [InlineData("""{"model":"electron"}""", "messages")]
    [InlineData("""{"model":"electron","messages":[]}""", "messages")]
    [InlineData("""{"model":"electron","messages":[{"role":"robot","content":"a"}]}""", "messages,0,role")]
    [InlineData("""{"model":"electron","messages":[{"role":"user","content":[{"type":"image_url"}]}]}""", "messages,0,content")]
    [InlineData("""{"model":"electron","messages":[{"role":"user","content":"a"}],"temperature":2.5}""", "temperature")]
    [InlineData("""{"model":"electron","messages":[{"role":"user","content":"a"}],"top_p":-1}""", "top_p")]
    [InlineData("""{"model":"electron","messages":[{"role":"user","content":"a"}],"max_tokens":0}""", "max_tokens")]
    [InlineData("""{"model":"electron","messages":[{"role":"user","content":"a"}],"presence_penalty":3}""", "presence_penalty")]
    [InlineData("""{"model":"electron","messages":[{"role":"user","content":"a"}],"logprobs":true,"top_logprobs":21}""", "top_logprobs")]
    [InlineData("""{"model":"electron","messages":[{"role":"user","content":"a"}],"top_logprobs":1}""", "top_logprobs")]
    [InlineData("""{"model":"electron","messages":[{"role":"user","content":"a"}],"stop":["a","b","c","d","e"]}""", "stop")]
    [InlineData("""{"model":"electron","messages":[{"role":"user","content":"a"}],"tool_choice":"maybe"}""", "tool_choice")]
    [InlineData("""{"model":"electron","messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema"}}""", "response_format,type")]
    public async Task Refusals_NameTheFieldInTheDetails(string body, string path)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.SendAsync(HttpMethod.Post, Path, new StringContent(body));

        var error = (await response.JsonAsync()).At("error");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("message,type,details,request_id", error.Names());
        Assert.Equal(("Invalid input data", "invalid_request_error"), (error.Text("message"), error.Text("type")));
        Assert.Equal(path, string.Join(',', error.At("details")[0].At("path").EnumerateArray()));
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), error.Text("request_id"));
    }

    [Theory]
    [InlineData("""{"model":"electron","messages":[{"role":"user","content":"a"}],"n":2}""", """[{"code":"custom","message":"n > 1 is not supported","path":["n"]}]""")]
    [InlineData("""{"model":"electron","messages":[{"role":"user","content":"a"}],"prompt_logprobs":1}""", """[{"code":"custom","message":"prompt_logprobs is not supported","path":["prompt_logprobs"]}]""")]
    public async Task UnsupportedOptions_AreRefusedInTheServicesWords(string body, string details)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.SendAsync(HttpMethod.Post, Path, new StringContent(body));

        Assert.Equal(details, (await response.JsonAsync()).At("error", "details").GetRawText());
    }

    [Fact]
    public async Task TooManyMessages_AreCounted()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.PostAsync(Path, new { model = "electron", messages = Enumerable.Repeat(new { role = "user", content = "a" }, 201) });

        Assert.Equal(
            """[{"code":"too_big","maximum":200,"type":"array","inclusive":true,"exact":false,"message":"Array must contain at most 200 element(s)","path":["messages"]}]""",
            (await response.JsonAsync()).At("error", "details").GetRawText());
    }

    [Fact]
    public async Task TooLongAContext_IsRefused()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.PostAsync(Path, Ask(new string('x', 4 * 32_768)));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task BadKey_Is401InTheDialect()
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var response = await waves.PostAsync(Path, Ask("Hi"), key: "sk_wrong");

        var error = (await response.JsonAsync()).At("error");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("message,type,request_id", error.Names());
        Assert.Equal(("Invalid API key", "authentication_error"), (error.Text("message"), error.Text("type")));
    }

    private static object[] User(string content) => [new { role = "user", content }];

    private static object Ask(string question) => new { model = "electron", messages = User(question) };

    private static async Task<List<JsonElement>> ChunksAsync(HttpResponseMessage response)
    {
        var events = (await response.TextAsync()).Split("\n\n");
        Assert.Equal("", events[^1]);
        Assert.Equal("data: [DONE]", events[^2]);
        return [.. events[..^2].Select(static text =>
        {
            using var document = JsonDocument.Parse(text["data: ".Length..]);
            return document.RootElement.Clone();
        })];
    }
}
