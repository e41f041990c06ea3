using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Waves.Simulator.Hosting;

/// <summary>The two listeners. Nothing here may end a slow or large exchange: that is for the gateway under test to do.</summary>
internal static class KestrelSetup
{
    /// <summary>Request line and headers: 10,000 keywords make a long query (contract 4.2).</summary>
    private const int MaxHeadBytes = 512 * 1024;

    public static void Configure(KestrelServerOptions kestrel, SimulatorOptions options)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = null;
        limits.MaxRequestLineSize = MaxHeadBytes;
        limits.MaxRequestHeadersTotalSize = MaxHeadBytes;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.Http2.MaxStreamsPerConnection = 1000;
        limits.Http2.MaxRequestHeaderFieldSize = MaxHeadBytes;
        limits.Http2.InitialConnectionWindowSize = 8 * 1024 * 1024;
        limits.Http2.InitialStreamWindowSize = 1024 * 1024;

        Listen(kestrel, options.Url, HttpProtocols.Http1);
        Listen(kestrel, options.Http2Url, HttpProtocols.Http2);
    }

    private static void Listen(KestrelServerOptions kestrel, Uri url, HttpProtocols protocols)
    {
        if (url.Scheme != Uri.UriSchemeHttp)
            throw new ArgumentException($"The simulator speaks cleartext only: '{url}' must begin with http://.", nameof(url));

        // With port 0 a host name would bind two addresses to two different ports: one loopback address it is.
        var address = url.IsLoopback && url.HostNameType == UriHostNameType.Dns ? IPAddress.Loopback
            : IPAddress.TryParse(url.DnsSafeHost, out var parsed) ? parsed
            : throw new ArgumentException($"'{url}' must name an IP address or localhost.", nameof(url));
        kestrel.Listen(new IPEndPoint(address, url.Port), listener =>
        {
            listener.Protocols = protocols;
            listener.Use(next => connection => DirectOutput.RunAsync(connection, next));
        });
    }
}
