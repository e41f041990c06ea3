using System.Collections.Immutable;
using System.CommandLine;
using Gateway.Admin;
using Gateway.Admin.Documents;

namespace Gateway.Cli;

/// <summary>The verbs <c>teams …</c>.</summary>
internal static class TeamsCommand
{
    /// <summary>The verbs; <paramref name="config"/> names the settings file.</summary>
    public static Command Create(Option<FileInfo?> config)
    {
        var verb = new AdminVerb(config);
        return new("teams", "Teams: who shares limits and is accounted for usage.")
        {
            CreateVerb(verb),
            ListVerb(verb),
            ShowVerb(verb),
            UpdateVerb(verb),
            DeleteVerb(verb),
            BudgetsVerb(verb),
        };
    }

    private static Command CreateVerb(AdminVerb verb)
    {
        var team = TeamArgument();
        var settings = SettingsOptions.ForTeams();
        var command = new Command("create", "Make a team.") { team };
        settings.AddTo(command);
        return verb.Add(command, async context =>
        {
            var wanted = SettingsPatch.Apply(new NewTeam { Name = context.Parsed.GetValue(team)! }, settings.PatchOf(context.Parsed), AdminJson.NewTeam);
            if (!wanted.Succeeded)
                return await context.FailAsync(wanted.Fault);
            var created = await context.Connection.Teams.CreateAsync(wanted.Value, context.Connection.Call, context.CancellationToken);
            return await context.PrintAsync(created, AdminJson.TeamDocument, KeyText.Write);
        });
    }

    private static Command ListVerb(AdminVerb verb) => verb.Add(new Command("list", "List teams."), async context =>
    {
        var teams = ImmutableArray.CreateBuilder<TeamDocument>();
        for (string? cursor = null; ;)
        {
            var page = await context.Connection.Teams.ListAsync(new(cursor, PageRequest.MaxLimit), context.CancellationToken);
            if (!page.Succeeded)
                return await context.FailAsync(page.Fault);
            teams.AddRange(page.Value.Items);
            if ((cursor = page.Value.Next) is null)
                break;
        }
        return await context.PrintAsync<IReadOnlyList<TeamDocument>>(teams.ToImmutable(), AdminJson.TeamList, KeyText.WriteList);
    });

    private static Command ShowVerb(AdminVerb verb)
    {
        var team = TeamArgument();
        return verb.Add(new Command("show", "Show one team.") { team }, async context => await context.PrintAsync(
            await context.Connection.Teams.GetAsync(context.Parsed.GetValue(team)!, context.CancellationToken), AdminJson.TeamDocument, KeyText.Write));
    }

    private static Command UpdateVerb(AdminVerb verb)
    {
        var team = TeamArgument();
        var unset = KeysCommand.UnsetOption();
        var settings = SettingsOptions.ForTeams();
        var command = new Command("update", "Change a team; what is not named stays as it is.") { team, unset };
        settings.AddTo(command);
        return verb.Add(command, async context =>
        {
            var patch = settings.PatchOf(context.Parsed);
            foreach (var field in context.Parsed.GetValue(unset) ?? [])
                SettingsOptions.Set(patch, field, null);
            var updated = await context.Connection.Teams.UpdateAsync(context.Parsed.GetValue(team)!, patch, context.Connection.Call, context.CancellationToken);
            return await context.PrintAsync(updated, AdminJson.TeamDocument, KeyText.Write);
        });
    }

    private static Command DeleteVerb(AdminVerb verb)
    {
        var team = TeamArgument();
        var revoke = new Option<bool>("--revoke-keys") { Description = "Revoke its keys with it; otherwise a team with keys stays." };
        return verb.Add(new Command("delete", "Delete a team.") { team, revoke }, async context =>
        {
            var deleted = await context.Connection.Teams.DeleteAsync(
                context.Parsed.GetValue(team)!, context.Parsed.GetValue(revoke), context.Connection.Call, context.CancellationToken);
            return await context.PrintAsync(deleted, AdminJson.TeamDocument, KeyText.Write);
        });
    }

    private static Command BudgetsVerb(AdminVerb verb)
    {
        var team = TeamArgument();
        return verb.Add(new Command("budgets", "Show what is spent of a team's budgets.") { team }, async context => await context.PrintAsync(
            await context.Connection.Budgets.OfTeamAsync(context.Parsed.GetValue(team)!, context.CancellationToken), AdminJson.BudgetPage, KeyText.WriteBudgets));
    }

    private static Argument<string> TeamArgument() => new("team") { Description = "Its name." };
}
