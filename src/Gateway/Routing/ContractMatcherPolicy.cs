using Gateway.Errors;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Microsoft.AspNetCore.Routing.Matching;

namespace Gateway.Routing;

/// <summary>
/// Tells rows apart that share a URL: a WebSocket (HTTP/1.1 upgrade or HTTP/2 CONNECT) from a call, and one method from
/// another. A known URL with the wrong method is refused in the endpoint's own dialect instead of falling through to the
/// row for unknown paths.
/// </summary>
internal sealed class ContractMatcherPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(e => e.Metadata.GetMetadata<WavesContract>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var isSocket = httpContext.WebSockets.IsWebSocketRequest;
        WavesContract? wrongMethod = null;
        List<string>? methods = null;
        for (var i = 0; i < candidates.Count; i++)
        {
            if (!candidates.IsValidCandidate(i))
                continue;
            if (candidates[i].Endpoint.Metadata.GetMetadata<WavesContract>() is not { } contract)
            {
                // An endpoint of the gateway's own: the row for unknown paths must not take it.
                Keep(candidates, i);
                return Task.CompletedTask;
            }
            if (Serves(contract, isSocket, httpContext.Request.Method))
            {
                // Candidates come most specific first. An unknown-path row must not take a known URL with a wrong method.
                if (wrongMethod is null || !contract.IsCatchAll)
                {
                    Keep(candidates, i);
                    return Task.CompletedTask;
                }
            }
            candidates.SetValidity(i, false);
            if (!contract.IsCatchAll && contract.Lifecycle.DefaultMode is not RouteMode.Gone)
            {
                wrongMethod ??= contract;
                (methods ??= []).AddRange(contract.Transport is Transport.WebSocket ? [] : contract.Methods);
            }
        }
        if (wrongMethod is not null)
            httpContext.SetEndpoint(MethodNotAllowed(wrongMethod, methods!));
        return Task.CompletedTask;
    }

    private static void Keep(CandidateSet candidates, int only)
    {
        for (var i = 0; i < candidates.Count; i++)
            candidates.SetValidity(i, i == only);
    }

    private static bool Serves(WavesContract contract, bool isSocket, string method) =>
        contract.Transport is Transport.WebSocket
            ? isSocket
            : !isSocket && (contract.Methods.IsEmpty || contract.Methods.Contains(method, StringComparer.OrdinalIgnoreCase));

    private static Endpoint MethodNotAllowed(WavesContract contract, IEnumerable<string> methods)
    {
        var allowed = methods.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var refusal = allowed.Length > 0
            ? GatewayErrors.MethodNotAllowed(allowed)
            : new GatewayError(ErrorKind.MethodNotAllowed, "This route is a WebSocket: connect by upgrade (HTTP/1.1) or extended CONNECT (HTTP/2).");
        return new Endpoint(
            context =>
            {
                context.Features.Set<IContractFeature>(new ContractFeature(contract, contract, ""));
                if (allowed.Length > 0)
                    context.Response.Headers.Allow = string.Join(", ", allowed);
                return ErrorResponseWriter.WriteAsync(context, refusal);
            },
            new EndpointMetadataCollection(RefusedRoute.Instance),
            "405");
    }
}
