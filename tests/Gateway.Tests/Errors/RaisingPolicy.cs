using Gateway.Policies.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Gateway.Errors;

/// <summary>Puts an error at the end of every row's path, in place of what would forward the call.</summary>
/// <param name="error">The error; null throws instead, as a bug would.</param>
internal sealed class RaisingPolicy(GatewayError? error) : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <summary>Behind the policy that picks the row.</summary>
    public override int Order => 1000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => true;

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i))
                candidates.ReplaceEndpoint(i, new Endpoint(RaiseAsync, candidates[i].Endpoint.Metadata, "raises"), candidates[i].Values);
        }
        return Task.CompletedTask;
    }

    private Task RaiseAsync(HttpContext context) =>
        error is null ? throw new InvalidOperationException("A bug.") : ErrorResponseWriter.WriteAsync(context, error);
}
