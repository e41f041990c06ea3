using Gateway.Configuration;
using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Upstream;

internal static class UpstreamServices
{
    public static IServiceCollection AddUpstream(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<UpstreamOptions>().BindConfiguration(UpstreamOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<UpstreamOptions>, UpstreamOptionsValidator>());
        services.TryAddSingleton<UpstreamMetrics>();
        services.TryAddSingleton<UpstreamAccounts>();
        services.AddHostedService<NamedPlans>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IReachable, UpstreamReachable>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IReachable, PlansReachable>());
        return services;
    }

    public static IApplicationBuilder UseUpstream(this IApplicationBuilder app) => app.UseMiddleware<UpstreamMiddleware>().UsePassed(Stage.Upstream);
}
