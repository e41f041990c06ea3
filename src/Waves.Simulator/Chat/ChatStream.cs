using System.Text;
using System.Text.Json.Nodes;
using Waves.Simulator.Pacing;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Chat;

/// <summary>The event stream of a chat completion (contract 5.2).</summary>
internal static class ChatStream
{
    private static readonly byte[] Done = "data: [DONE]\n\n"u8.ToArray();

    public static async Task WriteAsync(Call call, ChatCompletion completion, bool includeUsage, Cadence cadence, TimeProvider time)
    {
        var response = call.Context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";

        // A client that leaves is billed for what was generated until then. The first chunk names the speaker: no token.
        var (chunks, generated) = (0, 0);
        try
        {
            foreach (var chunk in completion.Chunks())
            {
                await WriteAsync(call, chunk);
                generated = Math.Min(chunks++, completion.Answer.Tokens);
                await response.Body.FlushAsync(call.Gone);
                await Pause.ForAsync(cadence.TokenInterval, time, call.Gone);
            }

            generated = completion.Answer.Tokens;
            if (includeUsage)
            {
                await WriteAsync(call, completion.UsageChunk());
                await response.Body.FlushAsync(call.Gone);
            }
        }
        finally
        {
            call.Work.AddTokens(0, 0, generated);
        }

        call.Release();
        await response.Body.WriteAsync(Done, call.Gone);
    }

    private static ValueTask WriteAsync(Call call, JsonObject chunk) =>
        call.Context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"data: {chunk.ToJsonString(WireJson.Options)}\n\n"), call.Gone);
}
