using System.Text;
using Gateway.Policies.Contracts;

namespace Gateway.Routing;

/// <summary>The path to ask the upstream for: always below <c>/waves/v1</c>, in the contract's own spelling.</summary>
internal static class UpstreamPath
{
    /// <summary>Fills the row's path with the request's parameters, percent-encoded as one segment each.</summary>
    public static string Of(WavesContract contract, HttpContext context)
    {
        var path = contract.UpstreamPath ?? contract.Path;
        if (contract.IsCatchAll)
            return WavesContract.Prefix + Rest(context);
        if (!path.Contains('{'))
            return WavesContract.Prefix + path;

        var filled = new StringBuilder(WavesContract.Prefix, 128);
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            filled.Append('/');
            if (segment.StartsWith('{'))
                filled.Append(Uri.EscapeDataString(context.Request.RouteValues[segment.Trim('{', '}', '*')]?.ToString() ?? ""));
            else
                filled.Append(segment);
        }
        return filled.ToString();
    }

    /// <summary>What follows the prefix, as it was sent; either prefix may have been used.</summary>
    private static string Rest(HttpContext context)
    {
        var path = context.Request.Path;
        return path.StartsWithSegments(WavesContract.Prefix, out var rest) || path.StartsWithSegments(WavesContract.LegacyPrefix, out rest)
            ? rest.ToUriComponent()
            : "";
    }
}
