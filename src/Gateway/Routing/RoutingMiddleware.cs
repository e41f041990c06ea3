using System.Globalization;
using Gateway.Errors;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Microsoft.Extensions.Options;

namespace Gateway.Routing;

/// <summary>
/// Turns the matched endpoint into the row of the contract table, decides what becomes of retired routes, and refuses
/// what matched nothing.
/// </summary>
internal sealed class RoutingMiddleware
{
    private readonly RequestDelegate _next;
    private readonly Dictionary<string, RouteMode> _modes;

    public RoutingMiddleware(RequestDelegate next, IOptions<RoutingOptions> options)
    {
        _next = next;
        _modes = WavesContracts.All.ToDictionary(
            c => c.Id,
            c => options.Value.Modes.TryGetValue(c.Id, out var mode) ? mode : c.Lifecycle.DefaultMode,
            StringComparer.Ordinal);
    }

    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<WavesContract>() is not { } contract)
        {
            return endpoint is null
                ? ErrorResponseWriter.WriteAsync(context, GatewayErrors.NotFound)
                : _next(context);
        }

        var mode = _modes[contract.Id];
        var served = mode is RouteMode.Rewrite && contract.RewriteTo is { } id ? WavesContracts.Find(id)! : contract;
        context.Features.Set<IContractFeature>(new ContractFeature(contract, served, UpstreamPath.Of(served, context)));
        if (contract.Lifecycle.IsEnding)
            Announce(context.Response.Headers, contract.Lifecycle);
        return mode is RouteMode.Gone
            ? ErrorResponseWriter.WriteAsync(context, GatewayErrors.Gone(contract))
            : _next(context);
    }

    /// <summary>Tells callers of an ending route where to go (RFC 9745, RFC 8594, RFC 8288).</summary>
    private static void Announce(IHeaderDictionary headers, Lifecycle lifecycle)
    {
        if (lifecycle.DeprecatedAt is { } since)
            headers["Deprecation"] = "@" + since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        if (lifecycle.SunsetAt is { } end)
            headers["Sunset"] = end.ToString("R", CultureInfo.InvariantCulture);
        if (lifecycle.Successor is { } successor)
            headers.Link = $"<{successor}>; rel=\"successor-version\"";
    }
}
