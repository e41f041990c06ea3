using Gateway.Edge;
using Gateway.Errors;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Microsoft.AspNetCore.Routing.Matching;

namespace Gateway.Routing;

/// <summary>
/// Tells rows apart that share a URL: a WebSocket (HTTP/1.1 upgrade or HTTP/2 CONNECT) from a call, and one method from
/// another. A known URL with a method that no row names is an unknown route (waves-api 0.2): it is forwarded as such, or
/// refused in the endpoint's own dialect where unknown routes are not forwarded.
/// </summary>
internal sealed class ContractMatcherPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(e => e.Metadata.GetMetadata<WavesContract>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var isSocket = httpContext.IsWebSocket();
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
                // Candidates come most specific first. A plain call to a socket has lost its upgrade on the way; any other
                // method of a known URL may be new upstream, and goes where unknown routes go.
                if (wrongMethod is null || !contract.IsCatchAll || methods is { Count: > 0 })
                {
                    Keep(candidates, i);
                    return Task.CompletedTask;
                }
            }
            candidates.SetValidity(i, false);
            if (!contract.IsCatchAll && contract.Lifecycle.DefaultMode is not RouteMode.Gone)
            {
                // Of a call and a socket that share a URL, the call is the one that has methods.
                wrongMethod = wrongMethod is { Transport: Transport.Http } ? wrongMethod : contract;
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
                context.Keep<IContractFeature>(new ContractFeature(contract, contract, ""));
                if (allowed.Length > 0)
                    context.Response.Headers.Allow = string.Join(", ", allowed);
                return ErrorResponseWriter.WriteAsync(context, refusal);
            },
            new EndpointMetadataCollection(RefusedRoute.Instance),
            "405");
    }
}
