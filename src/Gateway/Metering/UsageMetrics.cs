using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Policies.Usage;

namespace Gateway.Metering;

/// <summary>
/// What is used, as it happens: for dashboards and alerts; what is billed are the records. Tags come from closed sets or
/// bounded ones: teams up to a number, models that are known. Never a key, a voice or a text. Thread-safe.
/// </summary>
internal sealed class UsageMetrics : IUsageSink
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Usage";

    /// <summary>Teams that are told apart; all further ones are one.</summary>
    public const int MaxTeams = 200;

    private const string Other = "other";

    private readonly ConcurrentDictionary<string, string> _teams = new(StringComparer.Ordinal);
    private readonly Counter<long> _requests;
    private readonly Counter<long> _characters;
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _audio;
    private readonly Counter<double> _sessions;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _unpriced;

    public UsageMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("gateway.usage.requests", "{request}", "Pieces of work that were accounted for.");
        _characters = meter.CreateCounter<long>("gateway.usage.characters", "{character}", "Text to speak or to analyse, in UTF-16 units.");
        _tokens = meter.CreateCounter<long>("gateway.usage.tokens", "{token}", "Tokens; cached ones are not counted as prompt again.");
        _audio = meter.CreateCounter<double>("gateway.usage.audio", "s", "Audio heard and spoken.");
        _sessions = meter.CreateCounter<double>("gateway.usage.sessions", "s", "Time of sessions.");
        _cost = meter.CreateCounter<double>("gateway.usage.cost", "{cost}", "Cost of what has a price, in the currency of the tag.");
        _unpriced = meter.CreateCounter<long>("gateway.usage.unpriced", "{request}", "Pieces of work whose cost is not known.");
    }

    public void Ended(UsageRecord record)
    {
        var (team, contract, model) = (Team(record.Team), Tag("contract", record.Contract), Tag("model", KnownModels.Fold(record.Model)));
        var amounts = record.Amounts;
        _requests.Add(1, team, contract, model, Tag("outcome", UsageWords.Of(record.Outcome)), Tag("source", UsageWords.Of(record.Source)));
        if (amounts.Characters > 0)
            _characters.Add(amounts.Characters, team, contract, model);
        if (amounts.PromptTokens > 0)
            _tokens.Add(amounts.PromptTokens - amounts.CachedTokens, team, contract, model, Tag("type", "prompt"));
        if (amounts.CachedTokens > 0)
            _tokens.Add(amounts.CachedTokens, team, contract, model, Tag("type", "cached"));
        if (amounts.CompletionTokens > 0)
            _tokens.Add(amounts.CompletionTokens, team, contract, model, Tag("type", "completion"));
        if (amounts.AudioInMilliseconds > 0)
            _audio.Add(amounts.AudioInMilliseconds / 1000d, team, contract, model, Tag("direction", "up"));
        if (amounts.AudioOutMilliseconds > 0)
            _audio.Add(amounts.AudioOutMilliseconds / 1000d, team, contract, model, Tag("direction", "down"));
        if (amounts.SessionMilliseconds > 0)
            _sessions.Add(amounts.SessionMilliseconds / 1000d, team, contract, model);
        if (record.Cost is not { } cost)
            _unpriced.Add(1, team, contract, model);
        else if (cost > 0)
            _cost.Add((double)cost, team, contract, model, Tag("currency", record.Currency));
    }

    private KeyValuePair<string, object?> Team(string team)
    {
        if (!_teams.TryGetValue(team, out var known))
            known = _teams.Count < MaxTeams ? _teams.GetOrAdd(team, team) : Other;
        return Tag("team", known);
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
