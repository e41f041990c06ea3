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
    /// <param name="urls"><c>http(s)://host:port</c>; host an address, <c>localhost</c>, <c>*</c> or <c>+</c>; port 0 takes a free one.</param>
    /// <param name="plane">Marks each connection.</param>
    /// <param name="protocols">Fixes the protocols; null keeps the server's defaults (settings <c>Kestrel:EndpointDefaults</c>).</param>
    /// <exception cref="FormatException">A URL cannot be listened on.</exception>
    public static void Listen(this KestrelServerOptions kestrel, string urls, Plane plane, HttpProtocols? protocols = null)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = BindingAddress.Parse(url);
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

            if (address.Host is "localhost" && address.Port != 0)
                kestrel.ListenLocalhost(address.Port, Configure);
            else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip))
                kestrel.Listen(ip, address.Port, Configure);
            else if (address.Host is "localhost")
                kestrel.Listen(IPAddress.Loopback, address.Port, Configure);
            else
                kestrel.ListenAnyIP(address.Port, Configure);
        }
    }
}
