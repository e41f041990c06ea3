using System.Net;
using System.Threading.Channels;
using Gateway.Relay.Dialling;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Relay.Wire;

/// <summary>An upstream that agrees to every handshake, or answers it as a test says, and leaves the frames to the test.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<UpstreamCall> _calls = Channel.CreateUnbounded<UpstreamCall>();

    private RawUpstream(WebApplication app) => _app = app;

    /// <summary>What it answers instead of a socket; null agrees.</summary>
    public Func<HttpContext, Task>? Answer { get; set; }

    public string Http1 => _app.Urls.First();

    public string Http2 => _app.Urls.Last();

    public static async Task<RawUpstream> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http2);
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        var upstream = new RawUpstream(builder.Build());
        upstream._app.Run(upstream.ServeAsync);
        await upstream._app.StartAsync();
        return upstream;
    }

    /// <summary>The next socket that the gateway opened.</summary>
    public async Task<UpstreamCall> CallAsync() => await _calls.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (Answer is { } answer)
        {
            await answer(context);
            return;
        }
        Stream stream;
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            stream = await connect.AcceptAsync();
        }
        else
        {
            context.Response.Headers.Connection = "Upgrade";
            context.Response.Headers.Upgrade = "websocket";
            context.Response.Headers.SecWebSocketAccept = WebSocketKey.AcceptOf(context.Request.Headers.SecWebSocketKey.ToString());
            stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        }
        var call = new UpstreamCall(context, stream);
        await _calls.Writer.WriteAsync(call);
        await call.Done;
    }
}
