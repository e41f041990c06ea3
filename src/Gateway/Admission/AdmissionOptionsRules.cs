using Microsoft.Extensions.Options;

namespace Gateway.Admission;

/// <summary>What must hold between the settings of admission.</summary>
internal sealed class AdmissionOptionsRules : IValidateOptions<AdmissionOptions>
{
    public ValidateOptionsResult Validate(string? name, AdmissionOptions options)
    {
        var faults = new List<string>();
        if (options.RenewInterval * 3 > options.SlotLifetime)
            faults.Add($"{AdmissionOptions.Section}:RenewInterval: {options.RenewInterval} is more than a third of SlotLifetime ({options.SlotLifetime}); two lost renewals in a row would lose the slot.");
        if (options.DefaultMaxWait > options.MaxWaitBound)
            faults.Add($"{AdmissionOptions.Section}:DefaultMaxWait: {options.DefaultMaxWait} is longer than MaxWaitBound ({options.MaxWaitBound}).");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
