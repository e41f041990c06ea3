using System.Collections.Immutable;
using System.Net;
using Gateway.Admin;
using Gateway.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Edge;

/// <summary>
/// Opens the ports: the data plane on <c>urls</c>, the admin plane on its own. Which plane a request belongs to is fixed
/// by the listener it came through, never by a header.
/// </summary>
internal static class Listeners
{
    public const string DefaultUrls = "http://127.0.0.1:8080";

    private static readonly ImmutableArray<ListenerSetting> Settings =
    [
        new("ASPNETCORE_URLS", WebHostDefaults.ServerUrlsKey, DefaultUrls, Plane.Data),
        new($"{EdgeOptions.Section}:{nameof(EdgeOptions.Http2Urls)}", $"{EdgeOptions.Section}:{nameof(EdgeOptions.Http2Urls)}", "", Plane.Data, HttpProtocols.Http2),
        new($"{AdminOptions.Section}:{nameof(AdminOptions.Url)}", $"{AdminOptions.Section}:{nameof(AdminOptions.Url)}", AdminOptions.DefaultUrl, Plane.Admin, HttpProtocols.Http1),
    ];

    /// <summary>Every URL that cannot be listened on, and every port that is meant for two listeners.</summary>
    public static IEnumerable<SettingFault> Faults(IConfiguration configuration)
    {
        var taken = new Dictionary<int, string>();
        foreach (var setting in Settings)
        {
            foreach (var url in setting.UrlsOf(configuration))
            {
                if (Parse(url) is not { } address)
                    yield return new(setting.Name, $"'{url}' cannot be listened on; expected http(s)://host:port, the host an address, localhost, * or +.");
                else if (address.Port != 0 && !taken.TryAdd(address.Port, setting.Name) && taken[address.Port] != setting.Name)
                    yield return new(setting.Name, $"port {address.Port} is that of {taken[address.Port]} already; each has its own.");
            }
        }
    }

    /// <summary>Where to listen, as read before the host's own settings are taken out of the way.</summary>
    public static ListenAddresses Read(IConfiguration configuration) =>
        new([.. Settings.SelectMany(setting => setting.UrlsOf(configuration).Select(url => (url, setting)))]);

    /// <summary>Listens on every address that <see cref="Faults"/> does not find wrong.</summary>
    public static void Listen(this KestrelServerOptions kestrel, ListenAddresses addresses)
    {
        foreach (var (url, setting) in addresses.All)
        {
            if (Parse(url) is { } address)
                kestrel.ListenOn(address, setting.Plane, setting.Protocols);
        }
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
    private static BindingAddress? Parse(string url)
    {
        if (!url.Contains("://", StringComparison.Ordinal))
            return null;
        var address = BindingAddress.Parse(url);
        var host = address.Host.Trim('[', ']');
        return address.Scheme is "http" or "https" && address.PathBase.Length == 0 && address.Port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort
            && (host is "localhost" or "*" or "+" || IPAddress.TryParse(host, out _))
            ? address
            : null;
    }
}
