using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Gateway.Admin;
using Gateway.Admin.Documents;
using Gateway.Policies.Plans;

namespace Gateway.Cli;

/// <summary>The verbs <c>plans …</c>.</summary>
internal static class PlansCommand
{
    private const string GroupMessage = "A group is its name and figures: chat:rpm=50,slots=2 or tts:slots=3,sockets=15. Figures: rpm, slots, sockets; shadow counts without refusing.";

    /// <summary>The verbs; <paramref name="config"/> names the settings file.</summary>
    public static Command Create(Option<FileInfo?> config)
    {
        var verb = new AdminVerb(config);
        return new("plans", "Plans: what an upstream account, a team or a key may do.")
        {
            verb.Add(new("list", "List plans, those that ship included."), async context =>
                await context.PrintAsync(await context.Connection.Plans.ListAsync(context.CancellationToken), AdminJson.PlanPage, WriteList)),
            ShowVerb(verb),
            SetVerb(verb),
            DeleteVerb(verb),
        };
    }

    private static Command ShowVerb(AdminVerb verb)
    {
        var plan = PlanArgument();
        return verb.Add(new Command("show", "Show one plan.") { plan }, async context => await context.PrintAsync(
            await context.Connection.Plans.GetAsync(context.Parsed.GetValue(plan)!, context.CancellationToken), AdminJson.PlanDocument, Write));
    }

    private static Command SetVerb(AdminVerb verb)
    {
        var plan = PlanArgument();
        var description = new Option<string?>("--description") { Description = "For people." };
        var groups = new Option<KeyValuePair<string, LimitSet>[]>("--group")
        {
            Description = $"{GroupMessage} May be repeated; a group that is not named is unlimited.",
            CustomParser = result => [.. result.Tokens.Select(token => ParseGroup(result, token.Value))],
        };
        return verb.Add(new Command("set", "Make a plan, or replace it whole. One of a shipped plan's name takes its place.") { plan, description, groups }, async context =>
        {
            var settings = new PlanSettings { Description = context.Parsed.GetValue(description) };
            foreach (var (name, limits) in context.Parsed.GetValue(groups) ?? [])
                settings = settings with { Groups = settings.Groups.SetItem(name, limits) };
            var put = await context.Connection.Plans.PutAsync(context.Parsed.GetValue(plan)!, settings, context.Connection.Call, context.CancellationToken);
            return await context.PrintAsync(put, AdminJson.PlanDocument, Write);
        });
    }

    private static Command DeleteVerb(AdminVerb verb)
    {
        var plan = PlanArgument();
        return verb.Add(new Command("delete", "Delete a stored plan.") { plan }, async context => await context.PrintAsync(
            await context.Connection.Plans.DeleteAsync(context.Parsed.GetValue(plan)!, context.Connection.Call, context.CancellationToken), AdminJson.PlanDocument, Write));
    }

    private static KeyValuePair<string, LimitSet> ParseGroup(ArgumentResult result, string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var limits = new LimitSet();
        foreach (var figure in colon < 0 ? [] : text[(colon + 1)..].Split(','))
        {
            var (name, value) = figure.Split('=') switch
            {
                ["shadow"] => ("shadow", 0),
                [var left, var right] when int.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => (left, number),
                _ => ("", 0),
            };
            limits = name switch
            {
                "rpm" => limits with { RequestsPerMinute = value },
                "slots" => limits with { Slots = value },
                "sockets" => limits with { Sockets = value },
                "shadow" => limits with { Shadow = true },
                _ => Refuse(),
            };
        }
        return KeyValuePair.Create(colon < 0 ? text : text[..colon], limits);

        LimitSet Refuse()
        {
            result.AddError(GroupMessage);
            return limits;
        }
    }

    private static void Write(PlanDocument plan, TextWriter output)
    {
        TextTable.WriteFields(output, [("name", plan.Name), ("description", plan.Description ?? ""), ("ships", plan.BuiltIn ? "with the gateway" : "")]);
        TextTable.Write(
            output,
            ["GROUP", "RPM", "SLOTS", "SOCKETS", "SHADOW"],
            plan.Groups.OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new[]
            {
                group.Key, Figure(group.Value.RequestsPerMinute), Figure(group.Value.Slots), Figure(group.Value.Sockets), group.Value.Shadow ? "yes" : "-",
            }));
    }

    private static void WriteList(Page<PlanDocument> plans, TextWriter output) => TextTable.Write(
        output,
        ["NAME", "SHIPS", "GROUPS", "DESCRIPTION"],
        plans.Items.Select(plan => new[]
        {
            plan.Name, plan.BuiltIn ? "yes" : "-", string.Join(',', plan.Groups.Keys.Order(StringComparer.Ordinal)), plan.Description ?? "",
        }));

    private static string Figure(int? figure) => figure?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static Argument<string> PlanArgument() => new("plan") { Description = "Its name." };
}
