using Gateway.Policies.Contracts;
using Gateway.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Forwarding;

internal static class ForwardingServices
{
    public static IServiceCollection AddForwarding(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.TryAddSingleton<UpstreamTransformer>();
        services.TryAddSingleton<ForwardingEndpoint>();
        return services;
    }

    /// <summary>Maps every row of the contract table to the end of its path.</summary>
    /// <param name="endpoints">Where to map.</param>
    /// <param name="sockets">What serves WebSockets.</param>
    public static void MapWaves(this IEndpointRouteBuilder endpoints, RequestDelegate sockets)
    {
        var forwarding = endpoints.ServiceProvider.GetRequiredService<ForwardingEndpoint>();
        var passthrough = endpoints.ServiceProvider.GetRequiredService<IOptions<RoutingOptions>>().Value.Passthrough;
        endpoints.MapContracts(WavesContracts.All.Where(c => passthrough || !c.IsCatchAll), forwarding.ForwardAsync, sockets);
    }
}
