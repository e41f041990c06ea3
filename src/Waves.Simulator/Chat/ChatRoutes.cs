using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Chat;

/// <summary>Electron chat completions (L1, contract 2.5 and 5.2).</summary>
internal sealed class ChatRoutes(PromptCache cache, SimulatorSettings settings, TimeProvider time)
{
    private const int ContextTokens = 32_768;

    public IEnumerable<Row> Rows() =>
        [Row.Post("L1", "/waves/v1/chat/completions", OpenAiDialect.Chat, CompleteAsync).Within(LimitGroup.Chat)];

    private async Task CompleteAsync(Call call)
    {
        using var body = await call.ReadJsonAsync();
        if (body is null)
        {
            await call.AnswerAsync(400, OpenAiDialect.Invalid(call, ChatIssue.Custom("body", "The body is not valid JSON")));
            return;
        }

        var details = ChatRules.Judge(body.RootElement).ToArray();
        if (details.Length > 0)
        {
            await call.AnswerAsync(400, OpenAiDialect.Invalid(call, details));
            return;
        }

        var prompt = Prompt.Read(body.RootElement);
        if (prompt.Tokens + (prompt.MaxTokens ?? 1) > ContextTokens)
        {
            await call.AnswerAsync(400, OpenAiDialect.Invalid(call, ChatIssue.Custom("messages", FormattableString.Invariant($"The context holds {ContextTokens} tokens, input and output together"))));
            return;
        }

        var cadence = settings.Cadence;
        var answer = ChatAnswer.To(prompt, cadence.AnswerTokens);
        var completion = new ChatCompletion(answer, prompt.Tokens, cache.Visit(prompt.Text), time.GetUtcNow());
        // The prompt is read whatever becomes of the answer.
        call.Work.AddTokens(completion.PromptTokens, completion.CachedTokens, 0);
        await Pause.ForAsync(cadence.TimeToFirstToken, time, call.Gone);
        if (prompt.Stream)
        {
            await ChatStream.WriteAsync(call, completion, prompt.IncludeUsage, cadence, time);
            return;
        }

        await Pause.ForAsync(cadence.TokenInterval * answer.Tokens, time, call.Gone);
        call.Work.AddTokens(0, 0, answer.Tokens);
        await call.AnswerAsync(200, completion.Whole());
    }
}
