using System.Text;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Microsoft.Extensions.Options;

namespace Gateway.Storage;

/// <summary>Judges the pepper and every configured key; finds all faults. A plan is looked for once the stored ones are known.</summary>
internal sealed class KeysOptionsValidator(IPlanCatalog plans) : IValidateOptions<KeysOptions>
{
    private const int MinSecretLength = 20;
    private const int MaxSecretLength = 128;

    public ValidateOptionsResult Validate(string? name, KeysOptions options)
    {
        var faults = new List<string>();
        if (options.Pepper is { } pepper && Encoding.UTF8.GetByteCount(pepper.Reveal()) < KeysOptions.MinPepperBytes)
            faults.Add($"{KeysOptions.Section}:Pepper has at least {KeysOptions.MinPepperBytes} bytes.");
        for (var i = 0; i < options.Items.Count; i++)
            Check(faults, $"{KeysOptions.Section}:Items:{i}", options.Items[i]);
        foreach (var same in options.Items.GroupBy(item => (item.Team.ToUpperInvariant(), item.Name.ToUpperInvariant())).Where(group => group.Count() > 1))
            faults.Add($"{KeysOptions.Section}:Items holds {same.Count()} keys named '{same.First().Name}' for team '{same.First().Team}'; a name is unique within its team.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private void Check(List<string> faults, string path, ConfiguredKeyOptions item)
    {
        if (!SettingsRules.IsName(item.Team))
            faults.Add($"{path}:Team: {SettingsRules.NameMessage}");
        if (!SettingsRules.IsName(item.Name))
            faults.Add($"{path}:Name: {SettingsRules.NameMessage}");
        switch (item.Secret, item.SecretHash)
        {
            case (null, null):
                faults.Add($"{path} has neither Secret nor SecretHash; it needs one of them.");
                break;
            case (not null, not null):
                faults.Add($"{path} has both Secret and SecretHash; leave one out.");
                break;
            case ({ } secret, null) when secret.Reveal().Length is < MinSecretLength or > MaxSecretLength:
                faults.Add($"{path}:Secret has {MinSecretLength} to {MaxSecretLength} characters; 'gateway keys secret' makes a good one.");
                break;
            case ({ } secret, null) when IsMistyped(secret.Reveal()):
                faults.Add($"{path}:Secret begins with {VirtualKeySecret.Prefix} but its checksum is wrong: it is mistyped or cut off.");
                break;
            case (null, { } hash) when hash.Length != 2 * KeyHash.Length || !hash.All(char.IsAsciiHexDigit):
                faults.Add($"{path}:SecretHash has {2 * KeyHash.Length} hexadecimal digits: what 'gateway keys hash' prints.");
                break;
        }
        foreach (var fault in SettingsRules.Check(ConfiguredKey.SettingsOf(item)))
            faults.Add($"{path}: {fault.Field}: {fault.Message}");
        if (item.Plan is { } plan && SettingsRules.IsName(plan) && plans.IsComplete && plans.Find(plan) is null)
            faults.Add($"{path}:Plan: {PlanRules.UnknownMessage(plans.Names)}");
    }

    private static bool IsMistyped(string secret) =>
        secret.StartsWith(VirtualKeySecret.Prefix, StringComparison.Ordinal) && !VirtualKeySecret.IsWellFormed(secret);
}
