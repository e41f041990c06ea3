using System.Collections.Frozen;
using System.Globalization;
using Gateway.Edge;
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
    private readonly FrozenDictionary<string, Row> _rows;

    public RoutingMiddleware(RequestDelegate next, IOptions<RoutingOptions> options)
    {
        _next = next;
        _rows = WavesContracts.All.ToFrozenDictionary(contract => contract.Id, contract => RowOf(contract, options.Value), StringComparer.Ordinal);
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

        var row = _rows[contract.Id];
        context.Keep<IContractFeature>(row.Feature ?? new ContractFeature(contract, row.Served, UpstreamPath.Of(row.Served, context)));
        if (contract.Lifecycle.IsEnding)
            Announce(context.Response.Headers, contract.Lifecycle);
        return row.Mode is RouteMode.Gone
            ? ErrorResponseWriter.WriteAsync(context, GatewayErrors.Gone(contract))
            : _next(context);
    }

    private static Row RowOf(WavesContract contract, RoutingOptions options)
    {
        var mode = options.Modes.TryGetValue(contract.Id, out var chosen) ? chosen : contract.Lifecycle.DefaultMode;
        var served = mode is RouteMode.Rewrite && contract.RewriteTo is { } id ? WavesContracts.Find(id)! : contract;
        return new(mode, served, served.HasPathParameters ? null : new ContractFeature(contract, served, WavesContract.Prefix + served.UpstreamTemplate));
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

    /// <summary>What holds for a row by the settings.</summary>
    /// <param name="Mode">What becomes of it.</param>
    /// <param name="Served">Whose payload rules hold.</param>
    /// <param name="Feature">The same for every request; null where it depends on the path.</param>
    private sealed record Row(RouteMode Mode, WavesContract Served, ContractFeature? Feature);
}
