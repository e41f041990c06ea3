using System.Diagnostics;
using Gateway.Policies.Contracts;
using Gateway.Policies.Usage;

namespace Gateway.Metering;

/// <summary>
/// What work used, in traces: on the span of its request or session, and for each synthesis on a socket in a span of its
/// own. Costs nothing while nobody listens.
/// </summary>
internal sealed class UsageSpans : IUsageSink, IDisposable
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "Gateway.Usage";

    private readonly ActivitySource _source = new(SourceName);

    public void Ended(UsageRecord record)
    {
        if (Activity.Current is not { } current)
            return;
        // The client towards the upstream may have put a span of its own below the request's.
        while (current.Parent is { } parent)
            current = parent;
        if (WavesContracts.Find(record.Contract) is not { Socket: SocketProtocol.Tts })
        {
            Describe(current, record);
            return;
        }
        using var synthesis = _source.StartActivity("synthesis", ActivityKind.Client, current.Context, startTime: record.Started);
        if (synthesis is null)
            return;
        Describe(synthesis, record);
        synthesis.SetEndTime(record.Ended.UtcDateTime);
    }

    public void Dispose() => _source.Dispose();

    private static void Describe(Activity span, UsageRecord record)
    {
        if (!span.IsAllDataRequested)
            return;
        span.SetTag("gateway.contract", record.Contract);
        span.SetTag("gateway.usage.outcome", UsageWords.Of(record.Outcome));
        span.SetTag("gateway.usage.source", UsageWords.Of(record.Source));
        span.SetTag("gateway.usage.queued_ms", (long)record.Queued.TotalMilliseconds);
        Set(span, "gateway.usage.characters", record.Amounts.Characters);
        Set(span, "gen_ai.usage.input_tokens", record.Amounts.PromptTokens);
        Set(span, "gen_ai.usage.output_tokens", record.Amounts.CompletionTokens);
        Set(span, "gateway.usage.audio_in_ms", record.Amounts.AudioInMilliseconds);
        Set(span, "gateway.usage.audio_out_ms", record.Amounts.AudioOutMilliseconds);
        if (record.ToFirstContent is { } first)
            span.SetTag("gateway.usage.first_content_ms", (long)first.TotalMilliseconds);
        if (!record.IsComplete)
            span.SetTag("error.type", UsageWords.Of(record.Outcome));
    }

    private static void Set(Activity span, string name, long amount)
    {
        if (amount > 0)
            span.SetTag(name, amount);
    }
}
