namespace Gateway.Telemetry;

/// <summary>
/// Categories of the framework that print request targets as they came or as they go out. A caller's key may stand
/// there, and on the way out the real one; no setting of an operator opens them.
/// </summary>
internal static class LogCeilings
{
    private static readonly (string Category, LogLevel Least)[] Ceilings =
    [
        // "Request starting" with path and query, before any stage has run. Off as a whole, it opens no scope per request either.
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None),
        // Quotes the target of a request that cannot be parsed.
        ("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Warning),
        // "Proxying to" with the address of the upstream, query included.
        ("Yarp.ReverseProxy.Forwarder.HttpForwarder", LogLevel.Error),
    ];

    /// <summary>
    /// Adds the ceilings for every provider that has rules of its own: among rules of equal category and provider the
    /// last one counts.
    /// </summary>
    public static void Impose(LoggerFilterOptions filters)
    {
        var providers = filters.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToArray();
        foreach (var provider in providers)
        {
            foreach (var (category, least) in Ceilings)
                filters.Rules.Add(new LoggerFilterRule(provider, category, least, filter: null));
        }
    }
}
