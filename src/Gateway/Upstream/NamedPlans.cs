using Gateway.Policies.Plans;
using Gateway.Storage;
using Microsoft.Extensions.Options;

namespace Gateway.Upstream;

/// <summary>
/// Judges the plans that the settings name as soon as the stored ones are known, which is after the settings were judged
/// and before the listeners open. While the database is away a start goes on with what is safe, and says so.
/// </summary>
internal sealed class NamedPlans(
    IOptionsFactory<UpstreamOptions> upstream, IOptionsFactory<KeysOptions> keys, IPlanCatalog plans, ILogger<NamedPlans> logger) : IHostedService
{
    /// <exception cref="OptionsValidationException">The settings name a plan that does not exist.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A factory judges anew; what was judged before the plans were known is not remembered here.
        var accounts = upstream.Create(Options.DefaultName).Accounts;
        var configured = keys.Create(Options.DefaultName).Items;
        foreach (var name in accounts.Select(account => account.Plan).Concat(configured.Select(key => key.Plan)).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (name is not null && plans.Find(name) is null)
                logger.PlanUnread(name, PlanPresets.Standard.Name);
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
