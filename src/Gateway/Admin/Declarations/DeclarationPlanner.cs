using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Gateway.Policies.Usage;

namespace Gateway.Admin.Declarations;

/// <summary>
/// Finds out what has to be done so that what exists is what is declared: on a database or through a gateway alike.
/// Planning changes nothing; done twice, the second plan is empty.
/// </summary>
internal sealed class DeclarationPlanner(IKeyAdministration keys, ITeamAdministration teams, IPlanAdministration plans)
{
    /// <summary>The steps in their order.</summary>
    /// <param name="declaration">What is wanted.</param>
    /// <param name="prune">
    /// Whether what is not declared goes: teams with all their keys, named keys of declared teams, stored plans. Keys
    /// without a name in declared teams stay.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AdminResult<List<DeclarationStep>>> PlanAsync(Declaration declaration, bool prune, CancellationToken cancellationToken)
    {
        var existing = await DeclarationReader.ReadAsync(keys, teams, plans, cancellationToken);
        if (!existing.Succeeded)
            return existing.Fault;
        var now = existing.Value;
        if (Check(declaration, PlanRules.Names(prune ? declaration.Plans.Keys : declaration.Plans.Keys.Concat(now.Plans.Keys))) is { } fault)
            return fault;
        var steps = new List<DeclarationStep>();
        foreach (var (name, plan) in declaration.Plans)
            PlanPlan(steps, name, now.Plans.GetValueOrDefault(name), plan);
        if (declaration.Prices is { } prices)
            PlanPrices(steps, now.Prices ?? PriceBook.Empty, prices);
        foreach (var (name, team) in declaration.Teams)
            PlanTeam(steps, name, now.Teams.GetValueOrDefault(name), team, prune);
        if (prune)
            Prune(steps, now, declaration);
        return steps;
    }

    private static AdminFault? Check(Declaration declaration, IReadOnlyList<string> plans)
    {
        var faults = new List<SettingsFault>();
        foreach (var (name, team) in declaration.Teams)
        {
            Collect($"teams.{name}", name, SettingsRules.Check(team));
            CheckPlan($"teams.{name}", team.Plan);
            foreach (var (keyName, key) in team.Keys)
            {
                Collect($"teams.{name}.keys.{keyName}", keyName, SettingsRules.Check(key));
                CheckPlan($"teams.{name}.keys.{keyName}", key.Plan);
            }
        }
        foreach (var (name, plan) in declaration.Plans)
            Collect($"plans.{name}", name, PlanRules.Check(plan));
        if (declaration.Prices is { } prices)
            Collect("prices", "prices", PriceRules.Check(prices));
        return faults.Count == 0 ? null : AdminFault.Invalid([.. faults]);

        void CheckPlan(string path, string? plan)
        {
            if (plan is not null && !plans.Contains(plan, StringComparer.OrdinalIgnoreCase))
                faults.Add(new($"{path}.plan", PlanRules.UnknownMessage(plans)));
        }

        void Collect(string path, string name, IEnumerable<SettingsFault> found)
        {
            if (!SettingsRules.IsName(name))
                faults.Add(new(path, SettingsRules.NameMessage));
            faults.AddRange(found.Select(fault => fault with { Field = $"{path}.{fault.Field}" }));
        }
    }

    private void PlanTeam(List<DeclarationStep> steps, string name, DeclaredTeam? now, DeclaredTeam wanted, bool prune)
    {
        var settings = JsonSerializer.SerializeToNode<TeamSettings>(wanted, AdminJson.TeamSettings)!.AsObject();
        if (now is null)
        {
            steps.Add(Step("create", "team", name, [], async (call, token) => (await teams.CreateAsync(new(wanted) { Name = name }, call, token)).Fault));
        }
        else if (PatchOf(now, settings, AdminJson.TeamSettings) is { Patch.Count: > 0 } change)
        {
            steps.Add(Step("update", "team", name, change.Lines, async (call, token) => (await teams.UpdateAsync(name, change.Patch, call, token)).Fault));
        }
        foreach (var (keyName, key) in wanted.Keys)
            PlanKey(steps, name, keyName, now?.Keys.GetValueOrDefault(keyName), key);
        foreach (var keyName in prune && now is not null ? now.Keys.Keys.Except(wanted.Keys.Keys, StringComparer.OrdinalIgnoreCase) : [])
            steps.Add(Step("revoke", "key", $"{name}/{keyName}", [], async (call, token) => (await keys.RevokeAsync($"{name}/{keyName}", call, token)).Fault));
    }

    private void PlanKey(List<DeclarationStep> steps, string team, string name, KeySettings? now, KeySettings wanted)
    {
        if (now is null)
        {
            steps.Add(new("create", "key", $"{team}/{name}", [])
            {
                DoAsync = async (call, token) =>
                {
                    var made = await keys.CreateAsync(new(wanted) { Team = team, Name = name }, createTeam: false, call, token);
                    return (made.Fault, made.Value?.Secret);
                },
            });
        }
        else if (PatchOf(now, JsonSerializer.SerializeToNode(wanted, AdminJson.KeySettings)!.AsObject(), AdminJson.KeySettings) is { Patch.Count: > 0 } change)
        {
            steps.Add(Step("update", "key", $"{team}/{name}", change.Lines, async (call, token) => (await keys.UpdateAsync($"{team}/{name}", change.Patch, call, token)).Fault));
        }
    }

    private void PlanPlan(List<DeclarationStep> steps, string name, PlanSettings? now, PlanSettings wanted)
    {
        var change = PatchOf(now ?? new(), JsonSerializer.SerializeToNode(wanted, AdminJson.PlanSettings)!.AsObject(), AdminJson.PlanSettings);
        if (now is null || change.Patch.Count > 0)
            steps.Add(Step(now is null ? "create" : "update", "plan", name, now is null ? [] : change.Lines, async (call, token) => (await plans.PutAsync(name, wanted, call, token)).Fault));
    }

    private void PlanPrices(List<DeclarationStep> steps, PriceBook now, PriceBook wanted)
    {
        var change = PatchOf(now, JsonSerializer.SerializeToNode(wanted, AdminJson.PriceBook)!.AsObject(), AdminJson.PriceBook);
        if (change.Patch.Count > 0)
            steps.Add(Step("update", "prices", "prices", change.Lines, async (call, token) => (await plans.PutPricesAsync(wanted, call, token)).Fault));
    }

    private void Prune(List<DeclarationStep> steps, Declaration now, Declaration wanted)
    {
        foreach (var name in now.Teams.Keys.Except(wanted.Teams.Keys, StringComparer.OrdinalIgnoreCase))
            steps.Add(Step("delete", "team", name, ["its keys are revoked"], async (call, token) => (await teams.DeleteAsync(name, revokeKeys: true, call, token)).Fault));
        foreach (var name in now.Plans.Keys.Except(wanted.Plans.Keys, StringComparer.OrdinalIgnoreCase))
            steps.Add(Step("delete", "plan", name, [], async (call, token) => (await plans.DeleteAsync(name, call, token)).Fault));
    }

    private static DeclarationStep Step(string action, string kind, string name, IEnumerable<string> changes, Func<AdminCall, CancellationToken, Task<AdminFault?>> work) =>
        new(action, kind, name, [.. changes]) { DoAsync = async (call, token) => (await work(call, token), null) };

    private static (JsonObject Patch, IEnumerable<string> Lines) PatchOf<T>(T now, JsonObject wanted, JsonTypeInfo<T> type)
    {
        var from = JsonSerializer.SerializeToNode(now, type)!.AsObject();
        var patch = MergePatch.Between(from, wanted);
        return (patch, MergePatch.Describe(from, patch));
    }
}
