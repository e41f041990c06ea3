using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Routing;

internal static class RoutingServices
{
    public static IServiceCollection AddContractRouting(this IServiceCollection services)
    {
        services.AddRouting();
        services.AddOptionsWithValidateOnStart<RoutingOptions>().BindConfiguration(RoutingOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RoutingOptions>, RoutingOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, ContractMatcherPolicy>());
        return services;
    }

    /// <summary>Behind <c>UseRouting</c>: announces the row; everything after it reads the row and never the path.</summary>
    public static IApplicationBuilder UseContractRouting(this IApplicationBuilder app) => app.UseMiddleware<RoutingMiddleware>();
}
