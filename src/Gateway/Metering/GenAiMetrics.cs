using System.Diagnostics.Metrics;
using Gateway.Policies.Contracts;
using Gateway.Policies.Usage;

namespace Gateway.Metering;

/// <summary>Chat by the semantic conventions for generative AI of OpenTelemetry. Thread-safe.</summary>
internal sealed class GenAiMetrics : IUsageSink
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.GenAi";

    // The buckets that the conventions name.
    private static readonly long[] TokenBuckets = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576];
    private static readonly double[] DurationBuckets = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
    private static readonly double[] FirstTokenBuckets = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    private static readonly double[] PerTokenBuckets = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5];

    private static readonly KeyValuePair<string, object?> Operation = new("gen_ai.operation.name", "chat");
    private static readonly KeyValuePair<string, object?> Provider = new("gen_ai.provider.name", "smallest_ai");

    private readonly Histogram<long> _tokens;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<double> _perToken;

    public GenAiMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _tokens = meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of a completion.", advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = TokenBuckets });
        _duration = meter.CreateHistogram("gen_ai.client.operation.duration", "s", "From the request to the end of the completion.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets });
        _firstToken = meter.CreateHistogram("gen_ai.server.time_to_first_token", "s", "From the request to the first token of a stream, or to the answer.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = FirstTokenBuckets });
        _perToken = meter.CreateHistogram("gen_ai.server.time_per_output_token", "s", "Of a whole stream, time for each token after the first.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = PerTokenBuckets });
    }

    public void Ended(UsageRecord record)
    {
        if (WavesContracts.Find(record.Contract) is not { Response: ResponseKind.Chat })
            return;
        KeyValuePair<string, object?> model = new("gen_ai.request.model", KnownModels.Fold(record.Model));
        if (record.Outcome is UsageOutcome.Completed)
            _duration.Record(record.Duration.TotalSeconds, Operation, Provider, model);
        else
            _duration.Record(record.Duration.TotalSeconds, Operation, Provider, model, new("error.type", UsageWords.Of(record.Outcome)));
        if (record.ToFirstContent is { } first)
            _firstToken.Record(first.TotalSeconds, Operation, Provider, model);
        if (record is { IsStreamed: true, Outcome: UsageOutcome.Completed, ToFirstContent: { } begun, Amounts.CompletionTokens: > 1 and var tokens })
            _perToken.Record((record.Duration - begun).TotalSeconds / (tokens - 1), Operation, Provider, model);
        if (record.Amounts.PromptTokens > 0)
            _tokens.Record(record.Amounts.PromptTokens, Operation, Provider, model, new("gen_ai.token.type", "input"));
        if (record.Amounts.CompletionTokens > 0)
            _tokens.Record(record.Amounts.CompletionTokens, Operation, Provider, model, new("gen_ai.token.type", "output"));
    }
}
