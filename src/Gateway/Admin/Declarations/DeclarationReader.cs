using System.Collections.Immutable;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Gateway.Policies.Usage;

namespace Gateway.Admin.Declarations;

/// <summary>What exists, as a declaration of it.</summary>
internal static class DeclarationReader
{
    /// <summary>Reads all teams, named keys in force, stored plans, and the price book if there is one.</summary>
    public static async Task<AdminResult<Declaration>> ReadAsync(
        IKeyAdministration keys, ITeamAdministration teams, IPlanAdministration plans, CancellationToken cancellationToken)
    {
        var teamList = await ReadAllAsync(page => teams.ListAsync(page, cancellationToken));
        if (!teamList.Succeeded)
            return teamList.Fault;
        var keyList = await ReadAllAsync(page => keys.ListAsync(null, false, page, cancellationToken));
        if (!keyList.Succeeded)
            return keyList.Fault;
        var planList = await plans.ListAsync(cancellationToken);
        if (!planList.Succeeded)
            return planList.Fault;
        var prices = await plans.GetPricesAsync(cancellationToken);
        if (!prices.Succeeded)
            return prices.Fault;

        var keysOf = keyList.Value.Where(key => key.Name.Length > 0).ToLookup(key => key.Team, StringComparer.Ordinal);
        return new Declaration
        {
            Teams = teamList.Value.ToImmutableSortedDictionary(
                team => team.Name,
                team => new DeclaredTeam(team)
                {
                    Keys = keysOf[team.Name].ToImmutableSortedDictionary(key => key.Name, key => (KeySettings)new NewKey(key), StringComparer.OrdinalIgnoreCase),
                },
                StringComparer.OrdinalIgnoreCase),
            Plans = planList.Value.Items.Where(plan => !plan.BuiltIn).ToImmutableSortedDictionary(plan => plan.Name, plan => (PlanSettings)plan, StringComparer.OrdinalIgnoreCase),
            Prices = prices.Value.Version == 0 ? null : (PriceBook)prices.Value,
        };
    }

    private static async Task<AdminResult<List<T>>> ReadAllAsync<T>(Func<PageRequest, Task<AdminResult<Page<T>>>> list)
        where T : class
    {
        var all = new List<T>();
        for (var page = new PageRequest(null, PageRequest.MaxLimit); ;)
        {
            var part = await list(page);
            if (!part.Succeeded)
                return part.Fault;
            all.AddRange(part.Value.Items);
            if (part.Value.Next is null)
                return all;
            page = page with { Cursor = part.Value.Next };
        }
    }
}
