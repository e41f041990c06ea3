using Gateway.Policies.Contracts;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Gateway.Routing;

/// <summary>Maps the contract table onto endpoint routing: one endpoint per row and prefix, never a redirect.</summary>
internal static class ContractEndpoints
{
    /// <summary>Both prefixes; a trailing slash matches by itself (waves-api 1.3).</summary>
    private static readonly string[] Prefixes = [WavesContract.Prefix, WavesContract.LegacyPrefix];

    private const string EverythingElse = "/{**rest}";

    private static readonly RouteValueDictionary SomethingMustFollow = new() { ["rest"] = new RequiredRouteConstraint() };

    /// <param name="endpoints">Where to map.</param>
    /// <param name="contracts">The rows.</param>
    /// <param name="http">What serves calls.</param>
    /// <param name="sockets">What serves WebSockets.</param>
    public static void MapContracts(this IEndpointRouteBuilder endpoints, IEnumerable<WavesContract> contracts, RequestDelegate http, RequestDelegate sockets)
    {
        foreach (var contract in contracts)
        {
            foreach (var prefix in Prefixes)
            {
                // The prefix alone is no route, known or not; the root of a part of it may be one.
                var pattern = contract.Path == EverythingElse
                    ? RoutePatternFactory.Parse(prefix + contract.Path, defaults: null, parameterPolicies: SomethingMustFollow)
                    : RoutePatternFactory.Parse(prefix + contract.Path);
                endpoints.Map(pattern, contract.Transport is Transport.WebSocket ? sockets : http)
                    .WithMetadata(contract)
                    .DisableHttpMetrics() // gateway.request.duration says it by row
                    .WithDisplayName($"{contract.Id} {prefix}{contract.Path}");
            }
        }
    }
}
