using Gateway.Metering.Reconciliation;
using Gateway.Policies.Usage;
using Gateway.Relay;
using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Metering;

internal static class MeteringServices
{
    /// <summary>One record for each piece of work; who wants them adds an <see cref="IUsageSink"/>.</summary>
    public static IServiceCollection AddMetering(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<MeteringOptions, MeteringOptionsValidator>().BindConfiguration(MeteringOptions.Section);
        services.TryAddSingleton<UsageRecorder>();
        services.TryAddSingleton<MeteringMetrics>();
        services.TryAddSingleton<UsageStore>();
        services.TryAddSingleton<UsageWriter>();
        services.AddSingleton<IUsageSink>(static provider => provider.GetRequiredService<UsageWriter>());
        services.TryAddSingleton<Recordings>();
        services.TryAddSingleton<UsageMetrics>();
        services.TryAddSingleton<GenAiMetrics>();
        services.AddSingleton<IUsageSink, LateUsage>();
        services.AddSingleton<IUsageSink, UsageSpans>();
        services.AddHostedService(static provider => provider.GetRequiredService<UsageWriter>());
        services.TryAddSingleton<IRelayObserver, SocketAccounts>();
        services.TryAddSingleton<ReconciliationMetrics>();
        services.TryAddSingleton<Reconciler>();
        services.AddHostedService<ReconciliationJob>();
        return services;
    }

    /// <summary>Outside of admission, so that it sees slots given back.</summary>
    public static IApplicationBuilder UseMetering(this IApplicationBuilder app) => app.UseMiddleware<MeteringMiddleware>();
}
