using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Microsoft.Extensions.Options;

namespace Gateway.Upstream;

/// <summary>
/// Finds every fault in the upstream settings, not just the first, and names the setting of each. Whether there is a plan
/// of a name is known once the stored plans are.
/// </summary>
internal sealed partial class UpstreamOptionsValidator(IPlanCatalog plans) : IValidateOptions<UpstreamOptions>
{
    public ValidateOptionsResult Validate(string? name, UpstreamOptions options)
    {
        var faults = new List<string>();
        var ranges = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), ranges, validateAllProperties: true);
        faults.AddRange(ranges.Select(r => $"{UpstreamOptions.Section}:{r.MemberNames.FirstOrDefault()}: {r.ErrorMessage}"));

        if (options.Accounts.Count == 0)
            faults.Add($"{UpstreamOptions.Section}:Accounts: no account is configured. Set SMALLEST_API_KEY, or {UpstreamOptions.Section}:Accounts:0:Key (in the environment: Gateway__Upstream__Accounts__0__Key).");
        for (var i = 0; i < options.Accounts.Count; i++)
            Validate(options.Accounts[i], string.Create(CultureInfo.InvariantCulture, $"{UpstreamOptions.Section}:Accounts:{i}"), faults);
        foreach (var twice in options.Accounts.GroupBy(a => a.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            faults.Add($"{UpstreamOptions.Section}:Accounts: the name '{twice.Key}' is used {twice.Count()} times; each account needs its own.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private void Validate(UpstreamAccountOptions account, string path, List<string> faults)
    {
        if (!NamePattern().IsMatch(account.Name))
            faults.Add($"{path}:Name: a name has 1 to 64 letters, digits, '-' or '_'.");
        if (account.Key is null or { IsEmpty: true } && account.KeyFile is null)
            faults.Add($"{path}:Key: no key. Set Key, or KeyFile to a file that holds it.");
        if (account.Key is { IsEmpty: false } && account.KeyFile is not null)
            faults.Add($"{path}:KeyFile: Key and KeyFile are both set; keep one.");
        if (account.Key is { IsEmpty: false } key && key.Reveal().Any(c => c is <= ' ' or > '~'))
            faults.Add($"{path}:Key: a key has printable ASCII characters only, no blanks.");
        if (account.KeyFile is { } file && !File.Exists(file))
            faults.Add($"{path}:KeyFile: there is no file '{file}'.");
        foreach (var url in account.FallbackUrls.Prepend(account.BaseUrl))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
                faults.Add($"{path}:BaseUrl: '{uri?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) ?? "(not a URL)"}' is not the root of an API; expected http(s)://host[:port] without path, query or user.");
        }
        if (!SettingsRules.IsName(account.Plan))
            faults.Add($"{path}:Plan: {SettingsRules.NameMessage}");
        else if (plans.IsComplete && plans.Find(account.Plan) is null)
            faults.Add($"{path}:Plan: {PlanRules.UnknownMessage(plans.Names)}");
        if (account.HttpVersion is not ("auto" or "1.1" or "2"))
            faults.Add($"{path}:HttpVersion: '{account.HttpVersion}' is not one of auto, 1.1, 2.");
        foreach (var group in account.Limits.Keys.Where(group => LimitGroupName.Parse(group) is null or LimitGroup.None))
            faults.Add($"{path}:Limits:{group}: not a limit group; there are {string.Join(", ", Enum.GetValues<LimitGroup>().Where(g => g != LimitGroup.None).Select(LimitGroupName.Of))}.");
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex NamePattern();
}
