using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using Waves.Simulator.Books;
using Waves.Simulator.Faults;
using Waves.Simulator.Pacing;

namespace Gateway.RequestPath;

/// <summary>The official OpenAI SDK with another base URL and key, as Electron's users have it (waves-api 10.1).</summary>
public sealed class OpenAiSdkTests : IClassFixture<WavesFixture>
{
    private readonly WavesFixture _fixture;

    public OpenAiSdkTests(WavesFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    public static TheoryData<WireProtocol> Protocols { get; } = [WireProtocol.Http1, WireProtocol.Http2];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Plain_IsAnswered(WireProtocol protocol)
    {
        var answer = await Chat(protocol).CompleteChatAsync([new UserChatMessage(new string('x', 200))], cancellationToken: Patience.Token);

        Assert.NotEqual("", answer.Value.Content.Single().Text);
        Assert.Equal(ChatFinishReason.Stop, answer.Value.FinishReason);
        Assert.Equal("electron", answer.Value.Model);
        Assert.Equal(12, answer.Value.Usage.OutputTokenCount);
        Assert.Equal(52, answer.Value.Usage.InputTokenCount);
        var seen = await _fixture.EndOfAsync("L1");
        Assert.True(answer.GetRawResponse().Headers.TryGetValue("x-request-id", out var id));
        Assert.Equal(seen.RequestId, id);
        Assert.StartsWith("OpenAI/", seen.Header("User-Agent"));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Prompt_SentAgain_IsBilledAsCached(WireProtocol protocol)
    {
        ChatMessage[] messages = [new UserChatMessage(new string('y', 200))];
        await Chat(protocol).CompleteChatAsync(messages, cancellationToken: Patience.Token);

        var again = await Chat(protocol).CompleteChatAsync(messages, cancellationToken: Patience.Token);

        Assert.True(again.Value.Usage.InputTokenDetails.CachedTokenCount > 0);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Streamed_EndsWithUsage(WireProtocol protocol)
    {
        var text = new StringBuilder();
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;
        ChatMessage[] messages = [new UserChatMessage("When do you open?")];
        var whole = await Chat(protocol).CompleteChatAsync(messages, cancellationToken: Patience.Token);
        await foreach (var update in Chat(protocol).CompleteChatStreamingAsync(messages, cancellationToken: Patience.Token))
        {
            foreach (var part in update.ContentUpdate)
                text.Append(part.Text);
            usage = update.Usage ?? usage;
            finish = update.FinishReason ?? finish;
        }

        Assert.Equal(whole.Value.Content.Single().Text, text.ToString());
        Assert.Equal(ChatFinishReason.Stop, finish);
        Assert.Equal(12, usage?.OutputTokenCount);
        await _fixture.IdleAsync();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Tools_AreCalledAndTheirResultsHeard(WireProtocol protocol)
    {
        var options = new ChatCompletionOptions { Tools = { FindSlot } };
        List<ChatMessage> messages = [new SystemChatMessage("Speak a filler phrase before you call a tool."), new UserChatMessage("Is Monday free?")];

        var call = (await Chat(protocol).CompleteChatAsync(messages, options, Patience.Token)).Value;

        Assert.Equal(ChatFinishReason.ToolCalls, call.FinishReason);
        Assert.Equal("find_slot", call.ToolCalls.Single().FunctionName);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(call.ToolCalls.Single().FunctionArguments).RootElement.ValueKind);
        Assert.NotEmpty(call.Content.Single().Text);

        messages.AddRange([new AssistantChatMessage(call), new ToolChatMessage(call.ToolCalls.Single().Id, """{"free":true}""")]);
        var answer = (await Chat(protocol).CompleteChatAsync(messages, options, Patience.Token)).Value;
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.NotEmpty(answer.Content.Single().Text);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Tools_Streamed_ArriveInPieces(WireProtocol protocol)
    {
        var arguments = new StringBuilder();
        var filler = new StringBuilder();
        string? name = null;
        var options = new ChatCompletionOptions { Tools = { FindSlot } };
        await foreach (var update in Chat(protocol).CompleteChatStreamingAsync([new SystemChatMessage("Speak a filler phrase."), new UserChatMessage("Is Monday free?")], options, Patience.Token))
        {
            foreach (var part in update.ContentUpdate)
                filler.Append(part.Text);
            foreach (var tool in update.ToolCallUpdates)
            {
                name ??= tool.FunctionName;
                arguments.Append(tool.FunctionArgumentsUpdate);
            }
        }

        Assert.Equal("find_slot", name);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(arguments.ToString()).RootElement.ValueKind);
        Assert.NotEqual("", filler.ToString());
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task JsonMode_AnswersJson(WireProtocol protocol)
    {
        var options = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonObjectFormat() };

        var answer = await Chat(protocol).CompleteChatAsync([new UserChatMessage("Opening hours as JSON.")], options, Patience.Token);

        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(answer.Value.Content.Single().Text).RootElement.ValueKind);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task SeveralAnswers_AreRefusedHere(WireProtocol protocol)
    {
        var body = BinaryContent.Create(BinaryData.FromString("""{"model":"electron","n":2,"messages":[{"role":"user","content":"Hi"}]}"""));

        var refusal = await Assert.ThrowsAsync<ClientResultException>(() => Chat(protocol).CompleteChatAsync(body));

        Assert.Equal(400, refusal.Status);
        Assert.Contains("Invalid input data", refusal.Message);
        Assert.Contains("n > 1 is not supported", refusal.GetRawResponse()!.Content.ToString());
        Assert.Empty(_fixture.Waves.Books.Requests);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task WrongKey_IsUnauthorizedAndNotTriedAgain(WireProtocol protocol)
    {
        var refusal = await Assert.ThrowsAsync<ClientResultException>(() => Chat(protocol, "sk_of_somebody_else").CompleteChatAsync([new UserChatMessage("Hi")]));

        Assert.Equal(401, refusal.Status);
        Assert.Contains("Invalid API key", refusal.Message);
        Assert.Empty(_fixture.Waves.Books.Requests);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Refusal_OfTheUpstream_IsTheUpstreamsOwn(WireProtocol protocol)
    {
        _fixture.Waves.Faults.Add(Fault.Answer(403, body: """{"error":{"message":"Electron is not part of this plan","type":"permission_error","request_id":"r"}}""").On("L1"));

        var refusal = await Assert.ThrowsAsync<ClientResultException>(() => Chat(protocol).CompleteChatAsync([new UserChatMessage("Hi")]));

        Assert.Equal(403, refusal.Status);
        Assert.Contains("Electron is not part of this plan", refusal.Message);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Overload_OfTheUpstream_IsOvercomeByTheSdk(WireProtocol protocol)
    {
        _fixture.Waves.Faults.Add(Fault.Answer(503).On("L1").Once());

        var answer = await Chat(protocol).CompleteChatAsync([new UserChatMessage("Hi")]);

        Assert.Equal(ChatFinishReason.Stop, answer.Value.FinishReason);
        Assert.Equal([503, 200], _fixture.Waves.Books.For("L1").Select(seen => seen.Status));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Stream_ThatBreaks_RaisesInTheSdk(WireProtocol protocol)
    {
        _fixture.Waves.Faults.Add(Fault.FinAfter(900).On("L1"));
        var pieces = 0;

        var broken = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var update in Chat(protocol).CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: Patience.Token))
                pieces += update.ContentUpdate.Count;
        });

        Assert.IsNotType<OperationCanceledException>(broken);
        Assert.True(pieces > 0);
        await _fixture.IdleAsync();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Cancelled_MidStream_TheUpstreamStopsToo(WireProtocol protocol)
    {
        // The next token would come in an hour.
        _fixture.Waves.Cadence = Cadence.Instant with { TokenInterval = TimeSpan.FromHours(1) };
        using var leaving = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Chat(protocol).CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: leaving.Token))
                await leaving.CancelAsync();
        });

        Assert.Equal(RequestOutcome.ClientGone, (await _fixture.EndOfAsync("L1")).Outcome);
        await _fixture.IdleAsync();
    }

    private static ChatTool FindSlot { get; } = ChatTool.CreateFunctionTool(
        "find_slot", "Free repair slots on a day", BinaryData.FromString("""{"type":"object","properties":{"day":{"type":"string"}},"required":["day"]}"""));

    private ChatClient Chat(WireProtocol protocol, string? secret = null)
    {
        var gateway = _fixture.Gateway;
        var address = protocol is WireProtocol.Http1 ? gateway.Http1Address : gateway.Http2Address;
        return new("electron", new ApiKeyCredential(secret ?? gateway.Secret), new OpenAIClientOptions
        {
            Endpoint = new Uri(address, "/waves/v1"),
            Transport = new HttpClientPipelineTransport(gateway.Client(protocol, secret: "")),
        });
    }
}
