using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Gateway.Edge;

internal static class EdgeServices
{
    public static void AddEdge(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var addresses = Listeners.Read(configuration);
        builder.Services.AddSingleton(addresses);
        // Opened below, each marked with its plane; the server must not open them again, nor the ports that base images announce.
        configuration[WebHostDefaults.ServerUrlsKey] = "";
        configuration[WebHostDefaults.HttpPortsKey] = "";
        configuration[WebHostDefaults.HttpsPortsKey] = "";
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<EdgeOptions>>((host, edge) => host.ShutdownTimeout = edge.Value.DrainTimeout + TimeSpan.FromSeconds(5));
        builder.Services.Configure<SocketTransportOptions>(InlineSockets.Configure);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel((_, kestrel) =>
        {
            var edge = configuration.GetSection(EdgeOptions.Section).Get<EdgeOptions>() ?? new EdgeOptions();
            kestrel.AddServerHeader = false;
            // One character a byte: a header that is no ASCII passes as it came instead of failing the call.
            kestrel.RequestHeaderEncodingSelector = static name =>
                name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? DigitsEncoding.Instance
                : name.Equals(HeaderNames.Connection, StringComparison.OrdinalIgnoreCase) ? ConnectionEncoding.Instance
                : Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.Limits.MaxRequestLineSize = edge.MaxRequestLineBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = Math.Max(edge.MaxRequestHeadersBytes, edge.MaxRequestLineBytes);
            kestrel.Limits.RequestHeadersTimeout = edge.RequestHeadersTimeout;
            // Bodies that are held; one that streams through is as slow as it likes, and the stages that read it bound it.
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(30));
            // A listener reads speech as fast as it is spoken, or pauses: forwarder and relay bound how long one write may take.
            kestrel.Limits.MinResponseDataRate = null;
            // A path pseudo-header is a header: HTTP/2 needs the room that HTTP/1.1 has in the request line.
            kestrel.Limits.Http2.MaxRequestHeaderFieldSize = edge.MaxRequestLineBytes;

            kestrel.Listen(addresses);
        });
    }

    /// <summary>The settings of the edge.</summary>
    public static IServiceCollection AddEdgeOptions(this IServiceCollection services)
    {
        services.AddOptions<EdgeOptions>().BindConfiguration(EdgeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }

    /// <summary>First in the path: id, strictness, and the answer for bugs.</summary>
    public static IApplicationBuilder UseEdge(this IApplicationBuilder app) =>
        app.UseWhen(WebSocketCalls.MayBe, static asking => asking.UseWebSockets()).UseMiddleware<EdgeMiddleware>().UseMiddleware<StrictnessMiddleware>();

    /// <summary>Behind routing: no new work while the process shuts down.</summary>
    public static IApplicationBuilder UseDrain(this IApplicationBuilder app) => app.UseMiddleware<DrainMiddleware>();
}
