namespace Gateway.Telemetry;

/// <summary>
/// Keeps the framework from logging that a start failed, with a stack trace for a port that is taken: whoever started it
/// gets the exception and tells what is wrong.
/// </summary>
internal sealed class StartFailures
{
    private static readonly string[] Tellers = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];

    private volatile bool _hasStarted;

    /// <summary>From now on everything is logged.</summary>
    public void HasStarted() => _hasStarted = true;

    /// <summary>Adds its rules over those there are, with the levels that hold by them.</summary>
    public void Impose(LoggerFilterOptions filters)
    {
        var rules = filters.Rules.ToList();
        foreach (var provider in rules.Select(rule => rule.ProviderName).Append(null).Distinct())
        {
            foreach (var category in Tellers)
                filters.Rules.Add(new LoggerFilterRule(provider, category, LevelOf(rules, provider, category) ?? filters.MinLevel, (_, _, level) => _hasStarted || level < LogLevel.Error));
        }
    }

    /// <summary>As the framework chooses: a provider's own rule before one for all, then the longest category, then the last.</summary>
    private static LogLevel? LevelOf(List<LoggerFilterRule> rules, string? provider, string category) => rules
        .Where(rule => (rule.ProviderName is null || rule.ProviderName == provider) && category.StartsWith(rule.CategoryName ?? "", StringComparison.OrdinalIgnoreCase))
        .OrderBy(rule => rule.ProviderName is not null).ThenBy(rule => rule.CategoryName?.Length ?? 0)
        .LastOrDefault()?.LogLevel;
}
