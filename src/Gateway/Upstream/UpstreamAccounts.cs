using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Microsoft.Extensions.Options;

namespace Gateway.Upstream;

/// <summary>
/// All accounts, made from validated settings. Their keys, addresses and figures follow the settings and the plans as they
/// change; which accounts there are is fixed at the start. Thread-safe; owns their connections.
/// </summary>
internal sealed class UpstreamAccounts : IDisposable
{
    private readonly ImmutableArray<PlannedAccount> _accounts;
    private readonly FrozenDictionary<string, PlannedAccount> _byName;
    private readonly Dictionary<(string Account, string Url, string HttpVersion), UpstreamDestination> _destinations = [];
    private readonly DestinationFactory _factory;
    private readonly ILogger<UpstreamAccounts> _logger;
    private readonly IDisposable? _subscription;

    public UpstreamAccounts(IOptionsMonitor<UpstreamOptions> options, IPlanCatalog plans, UpstreamMetrics metrics, TimeProvider time, ILogger<UpstreamAccounts> logger)
    {
        _logger = logger;
        var settings = options.CurrentValue;
        _factory = new DestinationFactory(settings, metrics, time);
        _accounts = [.. settings.Accounts.Select(account => new PlannedAccount(account, KeyOf(account), DestinationsOf(account), plans))];
        _byName = _accounts.ToFrozenDictionary(account => account.Name, StringComparer.OrdinalIgnoreCase);
        _subscription = options.OnChange(Follow);
    }

    /// <summary>The accounts as they stand now; at least one.</summary>
    public ImmutableArray<UpstreamAccount> All => [.. _accounts.Select(account => account.Current)];

    /// <summary>The account that serves callers who name none.</summary>
    public UpstreamAccount First => _accounts[0].Current;

    /// <summary>The account a key names, or the first for one that names none.</summary>
    /// <returns>Null: there is no account of that name. Whose limits and region a key is bound to is never guessed.</returns>
    public UpstreamAccount? For(VirtualKey key) =>
        key.Account is not { } name ? First : _byName.TryGetValue(name, out var named) ? named.Current : null;

    public void Dispose()
    {
        _subscription?.Dispose();
        lock (_destinations)
        {
            foreach (var destination in _destinations.Values)
                destination.Dispose();
        }
    }

    private void Follow(UpstreamOptions options)
    {
        foreach (var account in options.Accounts)
        {
            if (!_byName.TryGetValue(account.Name, out var known))
                continue;
            try
            {
                known.Follow(account, KeyOf(account), DestinationsOf(account));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It was there when the settings were judged, a moment ago.
                _logger.KeyFileUnreadable(account.Name, exception.Message);
            }
        }
    }

    private static Secret KeyOf(UpstreamAccountOptions options) =>
        options.Key is { IsEmpty: false } given ? given : new Secret(File.ReadAllText(options.KeyFile!).Trim());

    /// <summary>An address that an account had before has its connections still: calls under way use them.</summary>
    private ImmutableArray<UpstreamDestination> DestinationsOf(UpstreamAccountOptions options)
    {
        lock (_destinations)
            return [.. options.FallbackUrls.Prepend(options.BaseUrl).Select(url => DestinationOf_NeedsLock(options, url))];
    }

    private UpstreamDestination DestinationOf_NeedsLock(UpstreamAccountOptions options, string url)
    {
        var name = (options.Name, url, options.HttpVersion);
        if (!_destinations.TryGetValue(name, out var destination))
            _destinations[name] = destination = _factory.Create(new Uri(url), options.HttpVersion);
        return destination;
    }
}
