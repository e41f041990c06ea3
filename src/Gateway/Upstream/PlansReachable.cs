using Gateway.Configuration;
using Gateway.Policies.Plans;
using Gateway.Storage;
using Microsoft.Extensions.Options;

namespace Gateway.Upstream;

/// <summary>The plans that the settings name and that do not ship, by a look into the database, which is not changed for it.</summary>
internal sealed class PlansReachable(IOptions<UpstreamOptions> upstream, IOptions<KeysOptions> keys, GatewayDatabase database) : IReachable
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<Reachability>> TryAsync(CancellationToken cancellationToken)
    {
        var named = upstream.Value.Accounts.Select(account => account.Plan).Concat(keys.Value.Items.Select(key => key.Plan))
            .OfType<string>().Where(name => PlanPresets.Find(name) is null).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (named.Count == 0)
            return [];
        try
        {
            var stored = await database.NeedsUpgradeAsync(cancellationToken) is false
                ? await database.ReadAsync(session => DocumentTable.ListAsync(session, DocumentKind.Plan), cancellationToken)
                : [];
            return [.. named.Select(name => Look(name, [.. stored.Select(row => row.Name)]))];
        }
        catch (DatabaseUnavailableException e)
        {
            return [.. named.Select(name => new Reachability("plan", name, "", Reached: false, e.Message))];
        }
    }

    private static Reachability Look(string name, string[] stored) => stored.Contains(name, StringComparer.OrdinalIgnoreCase)
        ? new("plan", name, "", Reached: true, "kept in the database")
        : new("plan", name, "", Reached: false, PlanRules.UnknownMessage(PlanRules.Names(stored)));
}
