using System.Collections.Immutable;
using System.Net;
using Gateway.Policies.Contracts;
using Gateway.Policies.Plans;

namespace Gateway.Policies.Keys;

/// <summary>
/// What settings of keys and teams must fulfil, wherever they come from: admin API, command line, declarations,
/// configuration. Finds every fault, not just the first.
/// </summary>
public static class SettingsRules
{
    /// <summary>Most entries in any list.</summary>
    public const int MaxListLength = 100;

    /// <summary>Longest name, label or list entry in characters.</summary>
    public const int MaxTextLength = 128;

    /// <summary>Longest description in characters.</summary>
    public const int MaxDescriptionLength = 1000;

    /// <summary>What a description allows, for messages.</summary>
    public const string DescriptionMessage = "A description has at most 1,000 characters.";

    /// <summary>Largest limit; beyond it a limit says nothing.</summary>
    public const int MaxLimit = 1_000_000;

    /// <summary>Longest wait in the queue that can be granted.</summary>
    public const double MaxWaitSeconds = 300;

    /// <summary>The faults of a key's settings; empty when it may be stored.</summary>
    public static ImmutableArray<SettingsFault> Check(KeySettings settings)
    {
        var faults = ImmutableArray.CreateBuilder<SettingsFault>();
        CheckList(faults, "scopes", settings.Scopes, IsScope,
            "Each scope is a limit group (chat, tts, stt, stt-live, s2s, clone, pca, management), the id of an endpoint such as T1, or analytics.");
        CheckList(faults, "models", settings.Models, IsPlainText, PlainTextMessage("model name"));
        CheckList(faults, "voices", settings.Voices, IsPlainText, PlainTextMessage("voice id"));
        CheckList(faults, "regions", settings.Regions, IsPlainText, PlainTextMessage("region name"));
        CheckList(faults, "tags", settings.Tags, IsPlainText, PlainTextMessage("tag"));
        CheckList(faults, "origins", settings.Origins, IsOrigin,
            "Each origin is scheme://host or scheme://host:port with http or https, without a path: https://app.example.com.");
        CheckList(faults, "networks", settings.Networks, network => IPNetwork.TryParse(network, out _),
            "Each network is an address, a slash and the length of the prefix: 10.0.0.0/8 or 2001:db8::/32.");
        CheckShared(faults, settings.Limits, settings.Plan, settings.Weight, settings.MaxWaitSeconds, settings.Account, settings.Budgets);
        return faults.ToImmutable();
    }

    /// <summary>The faults of a team's settings; empty when it may be stored.</summary>
    public static ImmutableArray<SettingsFault> Check(TeamSettings settings)
    {
        var faults = ImmutableArray.CreateBuilder<SettingsFault>();
        if (settings.Description is { Length: > MaxDescriptionLength })
            faults.Add(new("description", DescriptionMessage));
        CheckList(faults, "tags", settings.Tags, IsPlainText, PlainTextMessage("tag"));
        CheckShared(faults, settings.Limits, settings.Plan, settings.Weight, settings.MaxWaitSeconds, settings.Account, settings.Budgets);
        return faults.ToImmutable();
    }

    /// <summary>The faults of a limit set, each field after <paramref name="path"/>.</summary>
    public static void Check(ImmutableArray<SettingsFault>.Builder faults, string path, LimitSet limits)
    {
        CheckLimit("requestsPerMinute", limits.RequestsPerMinute);
        CheckLimit("slots", limits.Slots);
        CheckLimit("sockets", limits.Sockets);

        void CheckLimit(string name, int? figure)
        {
            if (figure is < 0 or > MaxLimit)
                faults.Add(new($"{path}.{name}", "A limit is a whole number from 0 to 1,000,000; leave it out for no limit."));
        }
    }

    /// <summary>
    /// Whether text can name a team, key, plan or account: 1 to 64 letters, digits, dots, hyphens and underscores of
    /// ASCII, the first a letter or digit, so that it fits a path, a header and a log line as it is.
    /// </summary>
    public static bool IsName(string? name)
    {
        if (name is not { Length: >= 1 and <= 64 } || !char.IsAsciiLetterOrDigit(name[0]))
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))
                return false;
        }
        return true;
    }

    /// <summary>What <see cref="IsName"/> allows, for messages.</summary>
    public const string NameMessage = "A name has 1 to 64 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.";

    /// <summary>Whether text is a scope: <c>analytics</c>, a limit group, or the id of an endpoint; in any case.</summary>
    public static bool IsScope(string scope) =>
        string.Equals(scope, "analytics", StringComparison.OrdinalIgnoreCase)
        || LimitGroupName.Parse(scope) is not (null or LimitGroup.None)
        || WavesContracts.All.Any(contract => string.Equals(contract.Id, scope, StringComparison.OrdinalIgnoreCase));

    private static void CheckShared(
        ImmutableArray<SettingsFault>.Builder faults, LimitSet limits, string? plan, double? weight, double? maxWait, string? account, ImmutableArray<Budget> budgets)
    {
        Check(faults, "limits", limits);
        if (plan is not null && !IsName(plan))
            faults.Add(new("plan", NameMessage));
        if (weight is { } share && !(share is >= 0.01 and <= 1000))
            faults.Add(new("weight", "A weight is a number from 0.01 to 1000; 1 is usual."));
        if (maxWait is { } seconds && !(seconds is >= 0 and <= MaxWaitSeconds))
            faults.Add(new("maxWaitSeconds", "The longest wait is a number of seconds from 0 to 300."));
        if (account is not null && !IsName(account))
            faults.Add(new("account", NameMessage));
        if (budgets.Length > MaxListLength)
            faults.Add(new("budgets", "There are at most 100 budgets."));
        for (var i = 0; i < budgets.Length; i++)
            CheckBudget(faults, $"budgets[{i}]", budgets[i]);
        if (budgets.DistinctBy(b => (b.Unit, b.Period)).Count() != budgets.Length)
            faults.Add(new("budgets", "There is one budget for each unit and period."));
    }

    private static void CheckBudget(ImmutableArray<SettingsFault>.Builder faults, string path, Budget budget)
    {
        if (!Enum.IsDefined(budget.Unit))
            faults.Add(new($"{path}.unit", "A budget is in characters, tokens, audioSeconds, sessions or money."));
        if (!Enum.IsDefined(budget.Period))
            faults.Add(new($"{path}.period", "A budget is for a day, a month or total."));
        if (budget.Limit is < 0 or > 1_000_000_000_000m)
            faults.Add(new($"{path}.limit", "A budget is a number from 0 to 1,000,000,000,000."));
        if (budget.WarnAt is { } warnAt && (warnAt < 0 || warnAt > budget.Limit))
            faults.Add(new($"{path}.warnAt", "The warning comes between 0 and the limit."));
    }

    private static void CheckList(
        ImmutableArray<SettingsFault>.Builder faults, string field, ImmutableArray<string> entries, Func<string, bool> isAllowed, string message)
    {
        if (entries.Length > MaxListLength)
            faults.Add(new(field, "The list has at most 100 entries."));
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i] is not { Length: >= 1 and <= MaxTextLength } entry || !isAllowed(entry))
                faults.Add(new($"{field}[{i}]", message));
        }
    }

    private static string PlainTextMessage(string what) => $"A {what} has 1 to 128 characters and no control characters.";

    private static bool IsPlainText(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c))
                return false;
        }
        return true;
    }

    /// <summary>Whether text is a web origin: scheme, host and perhaps port, as browsers send it.</summary>
    public static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), origin, StringComparison.OrdinalIgnoreCase)
        && uri.UserInfo.Length == 0;
}
