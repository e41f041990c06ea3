using System.Text.Json.Nodes;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Chat;

/// <summary>One completion in the wire form of OpenAI, whole or in chunks.</summary>
internal sealed class ChatCompletion(ChatAnswer answer, int promptTokens, int cachedTokens, DateTimeOffset created)
{
    private readonly string _id = SystemIds.New("chatcmpl-", 16);
    private readonly long _created = created.ToUnixTimeSeconds();

    public ChatAnswer Answer => answer;

    public int PromptTokens => promptTokens;

    public int CachedTokens => cachedTokens;

    public JsonObject Whole() => Envelope("chat.completion", new JsonObject
    {
        ["index"] = 0,
        ["message"] = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = answer.Content,

            // Null, not absent, when no tool is called.
            ["tool_calls"] = answer.Call is { } call ? new JsonArray(Head(call, call.Arguments)) : null,
        },
        ["finish_reason"] = answer.FinishReason,
    }, Usage());

    /// <summary>The chunks of a stream, without the usage chunk.</summary>
    public IEnumerable<JsonObject> Chunks()
    {
        yield return Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "" });
        foreach (var piece in answer.Pieces)
            yield return Chunk(new JsonObject { ["content"] = piece });

        if (answer.Call is { } call)
        {
            yield return Chunk(Calls(Indexed(Head(call, ""))));
            foreach (var piece in call.ArgumentPieces)
                yield return Chunk(Calls(Indexed(new JsonObject { ["function"] = new JsonObject { ["arguments"] = piece } })));
        }

        yield return Chunk([], answer.FinishReason);
    }

    /// <summary>The extra chunk of <c>include_usage</c>: no choices, only figures.</summary>
    public JsonObject UsageChunk() => Envelope("chat.completion.chunk", null, Usage());

    private JsonObject Chunk(JsonObject delta, string? finishReason = null) =>
        Envelope("chat.completion.chunk", new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finishReason }, null);

    private JsonObject Envelope(string kind, JsonObject? choice, JsonObject? usage)
    {
        var body = new JsonObject
        {
            ["id"] = _id,
            ["object"] = kind,
            ["created"] = _created,
            ["model"] = "electron",
            ["choices"] = choice is null ? [] : new JsonArray(choice),
        };
        if (usage is not null)
            body["usage"] = usage;
        return body;
    }

    private JsonObject Usage() => new()
    {
        ["prompt_tokens"] = promptTokens,
        ["completion_tokens"] = answer.Tokens,
        ["total_tokens"] = promptTokens + answer.Tokens,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = cachedTokens },
    };

    private static JsonObject Head(ToolCall call, string arguments) => new()
    {
        ["id"] = call.Id,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = arguments },
    };

    private static JsonObject Indexed(JsonObject call)
    {
        call.Insert(0, "index", 0);
        return call;
    }

    private static JsonObject Calls(JsonObject call) => new() { ["tool_calls"] = new JsonArray(call) };
}
