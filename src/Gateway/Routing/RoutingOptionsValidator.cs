using Gateway.Policies.Contracts;
using Microsoft.Extensions.Options;

namespace Gateway.Routing;

internal sealed class RoutingOptionsValidator : IValidateOptions<RoutingOptions>
{
    public ValidateOptionsResult Validate(string? name, RoutingOptions options)
    {
        var faults = new List<string>();
        foreach (var (id, mode) in options.Modes)
        {
            var contract = WavesContracts.All.FirstOrDefault(c => string.Equals(c.Id, id, StringComparison.OrdinalIgnoreCase));
            if (contract is null)
                faults.Add($"{RoutingOptions.Section}:Modes:{id}: no such contract; docs/endpoints.md lists the ids.");
            else if (!contract.Lifecycle.IsEnding)
                faults.Add($"{RoutingOptions.Section}:Modes:{id}: this route is in full service and has no mode to choose.");
            else if (mode is RouteMode.Rewrite && contract.RewriteTo is null)
                faults.Add($"{RoutingOptions.Section}:Modes:{id}: the payload does not map onto a successor; choose pass or gone.");
        }
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
