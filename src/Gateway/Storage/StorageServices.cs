using Gateway.Configuration;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Storage;

internal static class StorageServices
{
    /// <summary>The database and, from it and the settings, <see cref="IVirtualKeyDirectory"/>.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptionsWithValidateOnStart<DatabaseOptions, DatabaseOptionsValidator>().BindConfiguration(DatabaseOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DatabaseOptions>, ConnectionStringValidator>());
        services.AddOptionsWithValidateOnStart<KeysOptions, KeysOptionsValidator>().BindConfiguration(KeysOptions.Section);

        services.AddMetrics();
        services.TryAddSingleton(CreateDatabase);
        services.TryAddSingleton<StorageMetrics>();
        services.TryAddSingleton<DatabaseState>();
        services.TryAddSingleton<PepperSource>();
        services.TryAddSingleton<ConfiguredKeys>();
        services.TryAddSingleton<StoredDocuments>();
        services.TryAddSingleton<IPlanCatalog, PlanCatalog>();
        services.TryAddSingleton<PriceCatalog>();
        services.TryAddSingleton<VirtualKeyDirectory>();
        services.TryAddSingleton<IVirtualKeyDirectory>(provider => provider.GetRequiredService<VirtualKeyDirectory>());
        services.TryAddSingleton<IPepperSource>(provider => provider.GetRequiredService<VirtualKeyDirectory>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IReachable, DatabaseReachable>());
        services.TryAddSingleton(CreateLedger);
        services.AddHostedService<DirectoryRefresher>();
        return services;
    }

    private static GatewayDatabase CreateDatabase(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        var state = provider.GetRequiredService<DatabaseState>();
        var metrics = provider.GetRequiredService<StorageMetrics>();
        var time = provider.GetRequiredService<TimeProvider>();
        return options.Provider switch
        {
            DatabaseProvider.Postgres => new PostgresDatabase(options, state, metrics, time),
            _ => new SqliteDatabase(options, state, metrics, time),
        };
    }

    /// <summary>A database server means replicas, which must know of each other's tokens; a file means one process.</summary>
    public static ITokenLedger CreateLedger(IServiceProvider provider) =>
        provider.GetRequiredService<GatewayDatabase>() is PostgresDatabase database
            ? new DatabaseTokenLedger(database, provider.GetRequiredService<TimeProvider>())
            : new MemoryTokenLedger(provider.GetRequiredService<TimeProvider>());
}
