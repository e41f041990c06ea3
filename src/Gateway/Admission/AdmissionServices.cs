using Gateway.Admission.Redis;
using Gateway.Configuration;
using Gateway.Edge;
using Gateway.Errors;
using Gateway.Policies.Admission;
using Gateway.Policies.Errors;
using Gateway.Policies.Keys;
using Gateway.Storage;
using Gateway.Telemetry;
using Gateway.Upstream;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Admission;

internal static class AdmissionServices
{
    public static IServiceCollection AddAdmission(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<AdmissionOptions>().BindConfiguration(AdmissionOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AdmissionOptions>, AdmissionOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AdmissionOptions>, AdmissionOptionsRules>());
        services.TryAddSingleton<Recordings>();
        services.TryAddSingleton<AdmissionMetrics>();
        services.TryAddSingleton(provider => new MemoryAdmissionStore(provider.GetRequiredService<IOptions<AdmissionOptions>>().Value.Rules, provider.GetRequiredService<TimeProvider>()));
        services.AddSharedBooks();
        services.TryAddSingleton<IAdmissionStore>(provider => provider.UsesRedis() ? provider.GetRequiredService<RedisAdmissionStore>() : provider.GetRequiredService<MemoryAdmissionStore>());
        services.TryAddSingleton(provider => (IAdmissionView)provider.GetRequiredService<IAdmissionStore>());
        services.TryAddSingleton<IAdmissionStatus>(provider => provider.UsesRedis() ? provider.GetRequiredService<RedisAdmissionStore>() : new OneProcessStatus(provider.GetRequiredService<AdmissionMetrics>()));
        services.TryAddSingleton<CapacityGate>();
        services.TryAddSingleton<UpstreamShield>();
        services.TryAddSingleton<LiveRequests>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILiveWork, LiveRequests>(static provider => provider.GetRequiredService<LiveRequests>()));
        services.TryAddSingleton<LeaseReconciler>();
        services.AddHostedService(static provider => provider.GetRequiredService<LeaseReconciler>());

        services.AddRateLimiter(static limiter =>
        {
            limiter.GlobalLimiter = new CapacityLimiter();
            limiter.OnRejected = static (rejected, _) => new(RefuseAsync(rejected));
        });
        return services;
    }

    /// <summary>Asks for the request's part of the plan, waits its turn, and gives it back at the end.</summary>
    public static IApplicationBuilder UseAdmission(this IApplicationBuilder app) =>
        app.UseCapacityLimiter().UseMiddleware<AdmissionMiddleware>().Use(static next => context =>
        {
            StageClock.Admitted(context);
            return next(context);
        });

    private static IApplicationBuilder UseCapacityLimiter(this IApplicationBuilder app)
    {
        var limiter = app.New().UseRateLimiter();
        limiter.Run(static context => context.Find<AdmissionPath>()!.Next(context));
        var (limited, gate) = (limiter.Build(), app.ApplicationServices.GetRequiredService<CapacityGate>());
        return app.Use(next =>
        {
            var path = new AdmissionPath(gate, next);
            return context =>
            {
                context.Keep(path);
                return limited(context);
            };
        });
    }

    /// <summary>Books that several replicas share, where a Redis is configured.</summary>
    private static void AddSharedBooks(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RedisOptions>().BindConfiguration(RedisOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisOptions>, RedisOptionsValidator>());
        services.TryAddSingleton(provider => ReplicaName.Of(provider.GetRequiredService<IOptions<AdmissionOptions>>().Value.Replica, provider.GetRequiredService<ListenAddresses>().Data));
        services.TryAddSingleton<RedisServer>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IReachable, RedisReachable>());
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<RedisAdmissionStore>(provider, new AccountNames([.. provider.GetRequiredService<UpstreamAccounts>().All.Select(account => account.Name)])));
        // A database server knows of used tokens for all replicas already; a file does not.
        services.Replace(ServiceDescriptor.Singleton<ITokenLedger>(provider => provider.UsesRedis() && provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.Provider is DatabaseProvider.Sqlite
            ? ActivatorUtilities.CreateInstance<RedisTokenLedger>(provider)
            : StorageServices.CreateLedger(provider)));
        services.AddHostedService(provider => new SharedBooksHost(provider.UsesRedis() ? provider.GetRequiredService<RedisAdmissionStore>() : null, provider.GetRequiredService<AdmissionMetrics>()));
    }

    /// <summary>Whether replicas share a Redis.</summary>
    internal static bool UsesRedis(this IServiceProvider provider) => provider.GetRequiredService<IOptions<RedisOptions>>().Value.ConnectionString.Length > 0;

    private static Task RefuseAsync(OnRejectedContext rejected) =>
        rejected.Lease.TryGetMetadata(RefusedLease.Error, out var error) && error is GatewayError known
            ? ErrorResponseWriter.WriteAsync(rejected.HttpContext, known)
            : throw new InvalidOperationException("A lease was refused without a reason.");
}
