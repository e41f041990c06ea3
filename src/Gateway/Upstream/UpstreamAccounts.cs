using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Microsoft.Extensions.Options;

namespace Gateway.Upstream;

/// <summary>All accounts, made once from validated settings. Thread-safe; owns their connections.</summary>
internal sealed class UpstreamAccounts : IDisposable
{
    private readonly FrozenDictionary<string, UpstreamAccount> _byName;

    public UpstreamAccounts(IOptions<UpstreamOptions> options, TimeProvider time)
    {
        var factory = new DestinationFactory(options.Value, time);
        All = [.. options.Value.Accounts.Select(account => Build(account, factory))];
        _byName = All.ToFrozenDictionary(a => a.Name, StringComparer.OrdinalIgnoreCase);
    }

    public ImmutableArray<UpstreamAccount> All { get; }

    /// <summary>The account a key names, else the first.</summary>
    public UpstreamAccount For(VirtualKey key) =>
        key.Account is { } name && _byName.TryGetValue(name, out var named) ? named : All[0];

    public void Dispose()
    {
        foreach (var destination in All.SelectMany(a => a.Destinations))
            destination.Dispose();
    }

    private static UpstreamAccount Build(UpstreamAccountOptions options, DestinationFactory factory)
    {
        var preset = PlanPresets.Find(options.Plan) ?? throw new OptionsValidationException(UpstreamOptions.Section, typeof(UpstreamOptions), [$"Unknown plan of account '{options.Name}'."]);
        var pools = Enum.GetValues<LimitGroup>().ToDictionary(group => group, preset.Of);
        foreach (var (name, figures) in options.Limits)
        {
            if (LimitGroupName.Parse(name) is { } group)
                pools[group] = figures.Over(preset.Of(group));
        }
        var key = options.Key is { IsEmpty: false } given ? given : new Secret(File.ReadAllText(options.KeyFile!).Trim());
        return new(
            options.Name,
            key,
            new Plan(preset.Name, pools.ToFrozenDictionary()),
            [.. options.FallbackUrls.Prepend(options.BaseUrl).Select(url => factory.Create(new Uri(url), options.HttpVersion))]);
    }
}
