using System.Text.Json;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Analysis;

/// <summary>Post-call analysis (P1, P2) and text intelligence (X1); contract 2.9.</summary>
internal sealed class AnalysisRoutes(SimulatorSettings settings, TimeProvider time)
{
    private const int MaxTextCharacters = 16_000;

    public IEnumerable<Row> Rows() =>
    [
        Row.Post("P1", "/waves/v1/pca", PlainDialect.Instance, AnalyseAsync).Within(LimitGroup.Pca),
        Row.Post("P2", "/waves/v1/pca/generate", PlainDialect.Instance, GenerateAsync).Within(LimitGroup.Pca),
        Row.Post("X1", "/waves/v1/text-intelligence", OpenAiDialect.TextIntelligence, UnderstandAsync).Within(LimitGroup.TextIntelligence),
    ];

    private async Task AnalyseAsync(Call call)
    {
        using var body = await call.ReadJsonAsync();
        var root = body?.RootElement ?? default;
        if (root.FindText("transcript") is not { Length: > 0 } transcript)
        {
            await call.AnswerAsync(400, PlainDialect.Body("transcript is required"));
            return;
        }

        var metrics = root.Find("dispositionMetrics") is { ValueKind: JsonValueKind.Array } asked ? asked.EnumerateArray().ToArray() : [];
        if (metrics.Select(MetricAnswer.Problem).FirstOrDefault(static problem => problem is not null) is { } wrong)
        {
            await call.AnswerAsync(400, PlainDialect.Body(wrong));
            return;
        }

        call.Work.AddText(transcript);
        await Pause.ForAsync(settings.Cadence.ThinkTime, time, call.Gone);
        await call.AnswerAsync(200, new
        {
            summary = FirstSentence(transcript),
            dispositionMetrics = metrics.Select(metric => MetricAnswer.Of(metric, transcript)).ToArray(),
        });
    }

    private async Task GenerateAsync(Call call)
    {
        using var body = await call.ReadJsonAsync();
        if (body?.RootElement.FindText("prompt") is not { Length: > 0 } prompt)
        {
            await call.AnswerAsync(400, PlainDialect.Body("prompt is required"));
            return;
        }

        call.Work.AddText(prompt);
        await Pause.ForAsync(settings.Cadence.ThinkTime, time, call.Gone);
        await call.AnswerAsync(200, new { output = FirstSentence(prompt) });
    }

    private async Task UnderstandAsync(Call call)
    {
        using var body = await call.ReadJsonAsync();
        var root = body?.RootElement ?? default;
        var text = root.FindText("text");
        var features = root.Find("features") ?? default;
        if (TextIssue(text, features) is { } issue)
        {
            await call.AnswerAsync(400, OpenAiDialect.Invalid(call, issue));
            return;
        }

        call.Work.AddText(text!);
        await Pause.ForAsync(settings.Cadence.ThinkTime, time, call.Gone);
        await call.AnswerAsync(200, new
        {
            topics = features.FindFlag("topics") ? new[] { new { topic = FirstSentence(text!), confidence = 0.94 } } : null,
            intents = features.FindFlag("intents") ? new[] { new { intent = "Ask for help", confidence = 0.9 } } : null,
            sentiment = features.FindFlag("sentiment") ? new { overall = "neutral", shift = "Stays the same throughout." } : null,
            request_id = call.RequestId,
        });
    }

    private static object? TextIssue(string? text, JsonElement features)
    {
        if (string.IsNullOrEmpty(text))
            return new { code = "too_small", minimum = 1, type = "string", inclusive = true, exact = false, message = "text is required", path = new[] { "text" } };
        if (text.Length > MaxTextCharacters)
            return new { code = "too_big", maximum = MaxTextCharacters, type = "string", inclusive = true, exact = false, message = "text too large (max 16000 characters)", path = new[] { "text" } };
        return features.FindFlag("topics") || features.FindFlag("intents") || features.FindFlag("sentiment")
            ? null
            : new { code = "custom", message = "enable at least one feature", path = new[] { "features" } };
    }

    private static string FirstSentence(string text)
    {
        var end = text.AsSpan().IndexOfAny('.', '?', '!');
        return end < 0 ? text : text[..(end + 1)];
    }
}
