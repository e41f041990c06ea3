using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Policies.Contracts;
using Gateway.Policies.Plans;

namespace Gateway.Upstream;

/// <summary>
/// An account together with the plan that its figures come from: when that plan is another one, the account is made anew
/// with the same key and connections. Thread-safe; a look costs no lock and no allocation while nothing changes.
/// </summary>
internal sealed class PlannedAccount
{
    private readonly IPlanCatalog _plans;
    private volatile Version _version;

    public PlannedAccount(UpstreamAccountOptions options, Secret key, ImmutableArray<UpstreamDestination> destinations, IPlanCatalog plans)
    {
        _plans = plans;
        // Plans of the database are read after this, before the listeners open. Should they never be, the smallest plan that ships is safe.
        var plan = plans.Find(options.Plan) ?? PlanPresets.Standard;
        Name = options.Name;
        _version = Make(options, plan, key, destinations);
    }

    /// <summary>Its name in the settings.</summary>
    public string Name { get; }

    /// <summary>The account as it stands now.</summary>
    public UpstreamAccount Current
    {
        get
        {
            var version = _version;
            var plan = _plans.Find(version.Options.Plan) ?? version.Plan;
            if (!ReferenceEquals(plan, version.Plan))
                _version = version = Make(version.Options, plan, version.Account.Key, version.Account.Destinations);
            return version.Account;
        }
    }

    /// <summary>Takes up changed settings; calls under way go on with what they began with.</summary>
    public void Follow(UpstreamAccountOptions options, Secret key, ImmutableArray<UpstreamDestination> destinations) =>
        _version = Make(options, _plans.Find(options.Plan) ?? _version.Plan, key, destinations);

    private static Version Make(UpstreamAccountOptions options, Plan plan, Secret key, ImmutableArray<UpstreamDestination> destinations) =>
        new(options, plan, new(options.Name, key, FiguresOf(options, plan), destinations));

    /// <summary>The plan's figures with those that the settings name over them.</summary>
    private static Plan FiguresOf(UpstreamAccountOptions options, Plan plan)
    {
        var pools = Enum.GetValues<LimitGroup>().ToDictionary(group => group, plan.Of);
        foreach (var (name, figures) in options.Limits)
        {
            if (LimitGroupName.Parse(name) is { } group)
                pools[group] = figures.Over(plan.Of(group));
        }
        return new(plan.Name, pools.ToFrozenDictionary());
    }

    private sealed record Version(UpstreamAccountOptions Options, Plan Plan, UpstreamAccount Account);
}
