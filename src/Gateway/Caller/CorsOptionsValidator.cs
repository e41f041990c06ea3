using Gateway.Policies.Keys;
using Microsoft.Extensions.Options;

namespace Gateway.Caller;

/// <summary>Refuses origins that no browser sends.</summary>
internal sealed class CorsOptionsValidator : IValidateOptions<CorsOptions>
{
    public ValidateOptionsResult Validate(string? name, CorsOptions options)
    {
        var faults = options.Origins.Index().Where(entry => entry.Item is not "*" && !SettingsRules.IsOrigin(entry.Item))
            .Select(entry => $"{CorsOptions.Section}:Origins:{entry.Index} is scheme://host or scheme://host:port without a path, or *.")
            .ToList();
        if (options.MaxAge < TimeSpan.Zero || options.MaxAge > TimeSpan.FromDays(1))
            faults.Add($"{CorsOptions.Section}:MaxAge is a duration from 00:00:00 to 1.00:00:00.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
