using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Policies.Contracts;
using Gateway.Policies.Usage;

namespace Gateway.Metering;

/// <summary>
/// What is used, as it happens: for dashboards and alerts; what is billed are the records. Tags come from closed sets or
/// bounded ones: teams up to a number, models that are known. Never a key, a voice or a text. Thread-safe. Summed up here
/// and read when somebody looks, since a call touches half a dozen of these instruments.
/// </summary>
internal sealed class UsageMetrics : IUsageSink
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Usage";

    /// <summary>Teams that are told apart; all further ones are one.</summary>
    public const int MaxTeams = 200;

    /// <summary>Combinations of team, contract and model that are told apart; beyond them, only contracts are.</summary>
    public const int MaxSeries = 500;

    /// <summary>Series of <c>gateway.usage.requests</c> at most, by every way to end and every source.</summary>
    public static readonly int MaxRequestSeries = (MaxSeries + WavesContracts.All.Length) * Enum.GetValues<UsageOutcome>().Length * Enum.GetValues<UsageSource>().Length;

    private const string Other = "other";

    private readonly ConcurrentDictionary<string, string> _teams = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Team, string Contract, string Model), UsageSeries> _series = new();
    private volatile bool _isFull;

    public UsageMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter(
            "gateway.usage.requests",
            () => from one in _series
                  from same in one.Value.Requests()
                  select Of(one.Key, same.Value, Tag("outcome", UsageWords.Of(same.Key.Outcome)), Tag("source", UsageWords.Of(same.Key.Source))),
            "{request}",
            "Pieces of work that were accounted for.");
        meter.CreateObservableCounter("gateway.usage.characters", () => Sums(amounts => amounts.Characters), "{character}", "Text to speak or to analyse, in UTF-16 units.");
        meter.CreateObservableCounter(
            "gateway.usage.tokens",
            () => Sums(amounts => amounts.PromptTokens - amounts.CachedTokens, Tag("type", "prompt"))
                .Concat(Sums(amounts => amounts.CachedTokens, Tag("type", "cached")))
                .Concat(Sums(amounts => amounts.CompletionTokens, Tag("type", "completion"))),
            "{token}",
            "Tokens; cached ones are not counted as prompt again.");
        meter.CreateObservableCounter(
            "gateway.usage.audio",
            () => Seconds(amounts => amounts.AudioInMilliseconds, Tag("direction", "up")).Concat(Seconds(amounts => amounts.AudioOutMilliseconds, Tag("direction", "down"))),
            "s",
            "Audio heard and spoken.");
        meter.CreateObservableCounter("gateway.usage.sessions", () => Seconds(amounts => amounts.SessionMilliseconds), "s", "Time of sessions.");
        meter.CreateObservableCounter(
            "gateway.usage.cost",
            () => from one in _series
                  from same in one.Value.Cost()
                  select Of(one.Key, same.Value, Tag("currency", same.Key)),
            "{cost}",
            "Cost of what has a price, in the currency of the tag.");
        meter.CreateObservableCounter(
            "gateway.usage.unpriced",
            () => from one in _series
                  let unpriced = one.Value.Unpriced
                  where unpriced > 0
                  select Of(one.Key, unpriced),
            "{request}",
            "Pieces of work whose cost is not known.");
    }

    public void Ended(UsageRecord record)
    {
        var key = (Team(record.Team), record.Contract, KnownModels.Fold(record.Model));
        if (!_series.TryGetValue(key, out var series))
            series = _series.GetOrAdd(IsFull ? (Other, record.Contract, Other) : key, static _ => new());
        series.Add(record);
    }

    private bool IsFull => _isFull || (_isFull = _series.Count >= MaxSeries);

    private IEnumerable<Measurement<long>> Sums(Func<UsageAmounts, long> amount, params KeyValuePair<string, object?>[] tags) =>
        from one in _series
        let sum = amount(one.Value.Amounts)
        where sum > 0
        select Of(one.Key, sum, tags);

    private IEnumerable<Measurement<double>> Seconds(Func<UsageAmounts, long> milliseconds, params KeyValuePair<string, object?>[] tags) =>
        from one in _series
        let sum = milliseconds(one.Value.Amounts)
        where sum > 0
        select Of(one.Key, sum / 1000d, tags);

    private static Measurement<T> Of<T>((string Team, string Contract, string Model) key, T value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : struct => new(value, [Tag("team", key.Team), Tag("contract", key.Contract), Tag("model", key.Model), .. tags]);

    private string Team(string team) =>
        _teams.TryGetValue(team, out var known) ? known : _teams.Count < MaxTeams ? _teams.GetOrAdd(team, team) : Other;

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
