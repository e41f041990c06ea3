using System.Globalization;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;

namespace Gateway.Cli;

/// <summary>Keys and teams for people.</summary>
internal static class KeyText
{
    /// <summary>A key that was just issued; the secret stands alone on the last line.</summary>
    public static void WriteIssued(IssuedKey key, TextWriter output)
    {
        Write(key, output);
        output.WriteLine();
        output.WriteLine("The secret is shown this once:");
        output.WriteLine(key.Secret);
    }

    /// <summary>Everything about a key.</summary>
    public static void Write(KeyDocument key, TextWriter output)
    {
        TextTable.WriteFields(output,
        [
            ("id", key.Id),
            ("team", key.Team),
            ("name", key.Name),
            ("status", Status(key)),
            ("scopes", List(key.Scopes)),
            ("models", List(key.Models)),
            ("voices", List(key.Voices)),
            ("regions", List(key.Regions)),
            ("origins", List(key.Origins)),
            ("networks", List(key.Networks)),
            .. Shared(key.Limits, key.Plan, key.Weight, key.MaxWaitSeconds, key.Account, key.Budgets, key.Tags),
            ("expires", Moment(key.ExpiresAt)),
            .. key.Secrets.Select(secret => ("secret", $"…{secret.Hint} since {Moment(secret.CreatedAt)}{(secret.RetiresAt is { } end ? $", until {Moment(end)}" : "")}")),
            ("created", Moment(key.CreatedAt)),
            ("changed", Moment(key.UpdatedAt)),
            ("revoked", Moment(key.RevokedAt)),
        ]);
    }

    /// <summary>Keys, a line each.</summary>
    public static void WriteList(IReadOnlyList<KeyDocument> keys, TextWriter output) => TextTable.Write(
        output,
        ["ID", "TEAM", "NAME", "STATUS", "SCOPES", "RPM", "SLOTS", "EXPIRES"],
        keys.Select(key => new[]
        {
            key.Id, key.Team, Dash(key.Name), Status(key), key.Scopes.IsEmpty ? "all" : List(key.Scopes),
            Figure(key.Limits.RequestsPerMinute), Figure(key.Limits.Slots), Dash(Moment(key.ExpiresAt)),
        }));

    /// <summary>Everything about a team.</summary>
    public static void Write(TeamDocument team, TextWriter output) => TextTable.WriteFields(output,
    [
        ("name", team.Name),
        ("description", team.Description ?? ""),
        ("keys", team.Keys.ToString(CultureInfo.InvariantCulture)),
        .. Shared(team.Limits, team.Plan, team.Weight, team.MaxWaitSeconds, team.Account, team.Budgets, team.Tags),
        ("created", Moment(team.CreatedAt)),
        ("changed", Moment(team.UpdatedAt)),
    ]);

    /// <summary>Teams, a line each.</summary>
    public static void WriteList(IReadOnlyList<TeamDocument> teams, TextWriter output) => TextTable.Write(
        output,
        ["NAME", "KEYS", "WEIGHT", "RPM", "SLOTS", "DESCRIPTION"],
        teams.Select(team => new[]
        {
            team.Name, team.Keys.ToString(CultureInfo.InvariantCulture), team.Weight.ToString(CultureInfo.InvariantCulture),
            Figure(team.Limits.RequestsPerMinute), Figure(team.Limits.Slots), Dash(team.Description ?? ""),
        }));

    /// <summary>Budgets, a line each.</summary>
    public static void WriteBudgets(Page<BudgetDocument> budgets, TextWriter output) => TextTable.Write(
        output,
        ["OF", "BUDGET", "SPENT", "LEFT", "STANDS", "STARTS OVER"],
        budgets.Items.Select(budget => new[]
        {
            budget.Holder, BudgetText.Write(new(budget.Unit, budget.Period, budget.Limit) { WarnAt = budget.WarnAt }), Amount(budget.Spent), Amount(budget.Remaining),
            budget.Level.ToString().ToLowerInvariant(), budget.ResetsAt is null ? "never" : Moment(budget.ResetsAt),
        }));

    private static string Amount(decimal amount) => amount.ToString("0.######", CultureInfo.InvariantCulture);

    private static IEnumerable<(string Name, string Value)> Shared(
        LimitSet limits, string? plan, double? weight, double? maxWait, string? account, IReadOnlyCollection<Budget> budgets, IReadOnlyCollection<string> tags)
    {
        yield return ("requests/min", Optional(limits.RequestsPerMinute));
        yield return ("slots", Optional(limits.Slots));
        yield return ("sockets", Optional(limits.Sockets));
        yield return ("limits", limits.Shadow ? "shadow: counted, not refused" : "");
        yield return ("plan", plan ?? "");
        yield return ("weight", weight?.ToString(CultureInfo.InvariantCulture) ?? "");
        yield return ("max wait", maxWait is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds} s") : "");
        yield return ("account", account ?? "");
        foreach (var budget in budgets)
            yield return ("budget", BudgetText.Write(budget));
        yield return ("tags", List(tags));
    }

    private static string Status(KeyDocument key) => key.Status.ToString().ToLowerInvariant();

    private static string List(IEnumerable<string> entries) => string.Join(',', entries);

    private static string Figure(int? figure) => figure?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Optional(int? figure) => figure?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Dash(string text) => text.Length == 0 ? "-" : text;

    private static string Moment(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
