using Gateway.Admin.Access;
using Gateway.Admin.Http;
using Gateway.Admin.Sessions;
using Gateway.Admission;
using Gateway.Admission.Redis;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Admin;

internal static class AdministrationServices
{
    /// <summary>Administration on the database; needs <see cref="Storage.StorageServices.AddStorage"/>.</summary>
    public static IServiceCollection AddAdministration(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<AdminOptions>().BindConfiguration(AdminOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AdminOptions>, AdminOptionsValidator>());
        services.TryAddSingleton<AdminKeyStore>();
        services.TryAddSingleton<AdminTransactions>();
        services.TryAddSingleton<References>();
        services.TryAddSingleton<IKeyAdministration, KeyAdministration>();
        services.TryAddSingleton<ITeamAdministration, TeamAdministration>();
        services.TryAddSingleton<IBudgetReader, BudgetReader>();
        services.TryAddSingleton<IPlanAdministration, PlanAdministration>();
        services.TryAddSingleton<IAuditReader, AuditReader>();
        services.TryAddSingleton<IUsageReader, UsageReader>();
        return services;
    }

    /// <summary>The admin API over <see cref="AddAdministration"/>: who may use it, and its description.</summary>
    public static IServiceCollection AddAdminApi(this IServiceCollection services)
    {
        services.AddAdminAccess();
        services.TryAddSingleton<LiveState>();
        services.AddSessions();
        // The description is made with the web host's own JSON options: they must write what the API writes.
        services.Configure<JsonOptions>(static options => AdminJson.Adopt(options.SerializerOptions));
        services.AddOpenApi(AdminApi.DocumentName, AdminApiDescription.Configure);
        return services;
    }

    private static void AddSessions(this IServiceCollection services)
    {
        services.TryAddSingleton<LocalSessions>();
        services.TryAddSingleton(provider => new SessionPeers(
            provider.UsesRedis() ? provider.GetRequiredService<RedisServer>() : null,
            provider.GetRequiredService<LocalSessions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SessionPeers>>()));
        services.TryAddSingleton<FleetSessions>();
        // Before admission, which connects to Redis: what is listened for has to be known then.
        services.AddHostedService(provider => provider.GetRequiredService<SessionPeers>());
    }
}
