using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Edge;

/// <summary>
/// Opens the ports: the data plane on <c>urls</c>, the admin plane on its own. Which plane a request belongs to is fixed
/// by the listener it came through, never by a header.
/// </summary>
internal static class Listeners
{
    public const string DefaultUrls = "http://127.0.0.1:8080";

    /// <summary>Listens on a list of URLs separated by <c>;</c>.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="setting">Where the list stands, for faults.</param>
    /// <param name="urls"><c>http(s)://host:port</c>; host an address, <c>localhost</c>, <c>*</c> or <c>+</c>; port 0 takes a free one.</param>
    /// <param name="plane">Marks each connection.</param>
    /// <param name="protocols">Fixes the protocols; null keeps the server's defaults (settings <c>Kestrel:EndpointDefaults</c>).</param>
    /// <exception cref="FormatException">A URL cannot be listened on.</exception>
    public static void Listen(this KestrelServerOptions kestrel, string setting, string urls, Plane plane, HttpProtocols? protocols = null)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            kestrel.ListenOn(Parse(setting, url), plane, protocols);
    }

    private static void ListenOn(this KestrelServerOptions kestrel, BindingAddress address, Plane plane, HttpProtocols? protocols)
    {
        if (address.Host is "localhost" && address.Port != 0)
            kestrel.ListenLocalhost(address.Port, Configure);
        else if (address.Host is "localhost")
            kestrel.Listen(IPAddress.Loopback, address.Port, Configure);
        else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip))
            kestrel.Listen(ip, address.Port, Configure);
        else
            kestrel.ListenAnyIP(address.Port, Configure);

        void Configure(ListenOptions options)
        {
            if (protocols is { } fixedProtocols)
                options.Protocols = fixedProtocols;
            options.Use(next => connection =>
            {
                connection.Features.Set(plane);
                return next(connection);
            });
            if (string.Equals(address.Scheme, "https", StringComparison.OrdinalIgnoreCase))
                options.UseHttps();
        }
    }

    /// <summary>
    /// Reads one URL. A host that is no address would be taken for "any address" by the server, and a mistyped port for a
    /// part of such a host: both are refused, for they open more than was meant.
    /// </summary>
    private static BindingAddress Parse(string setting, string url)
    {
        if (url.Contains("://", StringComparison.Ordinal))
        {
            var address = BindingAddress.Parse(url);
            var host = address.Host.Trim('[', ']');
            if (address.Scheme is "http" or "https" && address.PathBase.Length == 0 && address.Port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort
                && (host is "localhost" or "*" or "+" || IPAddress.TryParse(host, out _)))
            {
                return address;
            }
        }
        throw new FormatException($"{setting}: '{url}' cannot be listened on; expected http(s)://host:port, the host an address, localhost, * or +.");
    }
}
