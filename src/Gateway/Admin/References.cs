using System.Collections.Immutable;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Gateway.Storage;
using Gateway.Upstream;
using Microsoft.Extensions.Options;

namespace Gateway.Admin;

/// <summary>What teams and keys name must exist, and stays while it is named: plans of the database, accounts of the settings.</summary>
internal sealed class References(IOptionsMonitor<UpstreamOptions> upstream, ConfiguredKeys configured)
{
    /// <summary>Users of a plan that a refusal names; there may be more.</summary>
    private const int MostNamed = 5;

    /// <summary>Judges what is named anew; a name that was there before stays as good as it was.</summary>
    /// <param name="session">The change under way.</param>
    /// <param name="plan">The plan; null: none.</param>
    /// <param name="formerPlan">The plan before.</param>
    /// <param name="account">The account; null: none.</param>
    /// <param name="formerAccount">The account before.</param>
    /// <returns>The fault; null when there is none.</returns>
    public async Task<AdminFault?> CheckAsync(DatabaseSession session, string? plan, string? formerPlan, string? account, string? formerAccount)
    {
        var faults = ImmutableArray.CreateBuilder<SettingsFault>();
        if (plan is not null && !IsSame(plan, formerPlan))
        {
            var names = PlanRules.Names((await DocumentTable.ListAsync(session, DocumentKind.Plan)).Select(row => row.Name));
            if (!names.Contains(plan, StringComparer.OrdinalIgnoreCase))
                faults.Add(new("plan", PlanRules.UnknownMessage(names)));
        }
        // A command line may work on the database without the settings that name the accounts.
        if (account is not null && !IsSame(account, formerAccount) && upstream.CurrentValue.Accounts is { Count: > 0 } accounts
            && !accounts.Any(known => IsSame(known.Name, account)))
        {
            faults.Add(new("account", $"There is no such account; there are {string.Join(", ", accounts.Select(known => known.Name))}."));
        }
        return faults.Count == 0 ? null : AdminFault.Invalid(faults.ToImmutable());
    }

    /// <summary>Why a stored plan has to stay; null when nothing names it, or when one that ships takes over.</summary>
    public async Task<AdminFault?> UseOfAsync(DatabaseSession session, string plan)
    {
        if (PlanPresets.Find(plan) is not null)
            return null;
        List<string> users =
        [
            .. upstream.CurrentValue.Accounts.Where(account => IsSame(account.Plan, plan)).Select(account => $"account {account.Name}"),
            .. configured.Current.Items.Where(key => IsSame(key.Plan, plan)).Select(key => $"key {key.Team}/{key.Name} of the settings"),
            .. await PlanUses.ListAsync(session, plan, MostNamed + 1),
        ];
        if (users.Count == 0)
            return null;
        var named = string.Join(", ", users.Take(MostNamed));
        return AdminFault.Conflict($"The plan is in use by {named}{(users.Count > MostNamed ? " and others" : "")}. Give them another plan first.");
    }

    private static bool IsSame(string? left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
