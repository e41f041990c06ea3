using System.Collections.Immutable;
using System.CommandLine;
using Gateway.Admin;
using Gateway.Admin.Documents;

namespace Gateway.Cli;

/// <summary>The verbs <c>keys …</c>.</summary>
internal static class KeysCommand
{
    /// <summary>The verbs; <paramref name="config"/> names the settings file.</summary>
    public static Command Create(Option<FileInfo?> config)
    {
        var verb = new AdminVerb(config);
        return new("keys", "Virtual keys: what callers use instead of the organisation's Waves keys.")
        {
            CreateVerb(verb),
            ListVerb(verb),
            ShowVerb(verb),
            UpdateVerb(verb),
            RotateVerb(verb),
            RevokeVerb(verb),
            BudgetsVerb(verb),
            KeySecretCommand.CreateSecret(),
            KeySecretCommand.CreateHash(verb),
        };
    }

    private static Command CreateVerb(AdminVerb verb)
    {
        var team = new Option<string>("--team", "-t") { Description = "Its team; made if there is none of that name.", Required = true };
        var name = new Option<string>("--name", "-n") { Description = "What people call it; unique within the team." };
        var settings = SettingsOptions.ForKeys();
        var command = new Command("create", "Make a key and print its secret, which is shown this once.") { team, name };
        settings.AddTo(command);
        return verb.Add(command, async context =>
        {
            var blank = new NewKey { Team = context.Parsed.GetValue(team)!, Name = context.Parsed.GetValue(name) ?? "" };
            var key = SettingsPatch.Apply(blank, settings.PatchOf(context.Parsed), AdminJson.NewKey);
            if (!key.Succeeded)
                return await context.FailAsync(key.Fault);
            var issued = await context.Connection.Keys.CreateAsync(key.Value, createTeam: true, context.Connection.Call, context.CancellationToken);
            return await context.PrintAsync(issued, AdminJson.IssuedKey, KeyText.WriteIssued);
        });
    }

    private static Command ListVerb(AdminVerb verb)
    {
        var team = new Option<string?>("--team", "-t") { Description = "Only keys of a team." };
        var all = new Option<bool>("--all", "-a") { Description = "Revoked keys too." };
        return verb.Add(new Command("list", "List keys.") { team, all }, async context =>
        {
            var keys = ImmutableArray.CreateBuilder<KeyDocument>();
            for (string? cursor = null; ;)
            {
                var page = await context.Connection.Keys.ListAsync(
                    context.Parsed.GetValue(team), context.Parsed.GetValue(all), new(cursor, PageRequest.MaxLimit), context.CancellationToken);
                if (!page.Succeeded)
                    return await context.FailAsync(page.Fault);
                keys.AddRange(page.Value.Items);
                if ((cursor = page.Value.Next) is null)
                    break;
            }
            return await context.PrintAsync<IReadOnlyList<KeyDocument>>(keys.ToImmutable(), AdminJson.KeyList, KeyText.WriteList);
        });
    }

    private static Command ShowVerb(AdminVerb verb)
    {
        var key = KeyArgument();
        return verb.Add(new Command("show", "Show one key.") { key }, async context => await context.PrintAsync(
            await context.Connection.Keys.GetAsync(context.Parsed.GetValue(key)!, context.CancellationToken), AdminJson.KeyDocument, KeyText.Write));
    }

    private static Command UpdateVerb(AdminVerb verb)
    {
        var key = KeyArgument();
        var name = new Option<string>("--name", "-n") { Description = "Another name." };
        var unset = UnsetOption();
        var settings = SettingsOptions.ForKeys();
        var command = new Command("update", "Change a key; what is not named stays as it is.") { key, name, unset };
        settings.AddTo(command);
        return verb.Add(command, async context =>
        {
            var patch = settings.PatchOf(context.Parsed);
            if (context.Parsed.GetValue(name) is { } newName)
                patch["name"] = newName;
            foreach (var field in context.Parsed.GetValue(unset) ?? [])
                SettingsOptions.Set(patch, field, null);
            var updated = await context.Connection.Keys.UpdateAsync(context.Parsed.GetValue(key)!, patch, context.Connection.Call, context.CancellationToken);
            return await context.PrintAsync(updated, AdminJson.KeyDocument, KeyText.Write);
        });
    }

    private static Command RotateVerb(AdminVerb verb)
    {
        var key = KeyArgument();
        var grace = new Option<TimeSpan>("--grace")
        {
            Description = "How long the former secret stays valid: 90s, 24h, 30d; 0s ends it at once.",
            DefaultValueFactory = _ => TimeSpan.FromDays(1),
            CustomParser = result =>
            {
                if (DurationText.Parse(result.Tokens[0].Value) is { } duration)
                    return duration;
                result.AddError(DurationText.Message);
                return default;
            },
        };
        return verb.Add(new Command("rotate", "Issue another secret for a key; the former one stays valid for a while.") { key, grace }, async context =>
        {
            var issued = await context.Connection.Keys.RotateAsync(
                context.Parsed.GetValue(key)!, context.Parsed.GetValue(grace), context.Connection.Call, context.CancellationToken);
            return await context.PrintAsync(issued, AdminJson.IssuedKey, KeyText.WriteIssued);
        });
    }

    private static Command RevokeVerb(AdminVerb verb)
    {
        var key = KeyArgument();
        return verb.Add(new Command("revoke", "Withdraw a key for good; every gateway on the database refuses it within a second.") { key }, async context =>
        {
            var revoked = await context.Connection.Keys.RevokeAsync(context.Parsed.GetValue(key)!, context.Connection.Call, context.CancellationToken);
            return await context.PrintAsync(revoked, AdminJson.KeyDocument, KeyText.Write);
        });
    }

    private static Command BudgetsVerb(AdminVerb verb)
    {
        var key = KeyArgument();
        return verb.Add(new Command("budgets", "Show what is spent of the budgets that pay for a key, its team's included.") { key }, async context => await context.PrintAsync(
            await context.Connection.Budgets.OfKeyAsync(context.Parsed.GetValue(key)!, context.CancellationToken), AdminJson.BudgetPage, KeyText.WriteBudgets));
    }

    /// <summary>Takes settings away, for keys and teams alike.</summary>
    internal static Option<string[]> UnsetOption() => new("--unset")
    {
        Description = "Take a setting away: limits.slots, expiresAt, scopes. May be repeated.",
    };

    private static Argument<string> KeyArgument() => new("key") { Description = "Its id, or team/name." };
}
