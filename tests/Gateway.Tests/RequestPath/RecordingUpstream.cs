using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.RequestPath;

/// <summary>
/// An upstream that knows nothing of Waves: it keeps every request as it came and answers whatever a test says. Thread-safe.
/// </summary>
internal sealed class RecordingUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SeenRequest> _seen = new();

    private RecordingUpstream(WebApplication app) => _app = app;

    /// <summary>Where it speaks HTTP/1.1.</summary>
    public Uri Http1Address { get; private set; } = null!;

    /// <summary>Where it speaks HTTP/2 without TLS.</summary>
    public Uri Http2Address { get; private set; } = null!;

    /// <summary>Answers a request whose body was read; by default 200 with an empty JSON object.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = AnswerEmptyObjectAsync;

    /// <summary>What came, oldest first.</summary>
    public IReadOnlyList<SeenRequest> Seen => [.. _seen];

    public static async Task<RecordingUpstream> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestLineSize = 1024 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, 0, options => options.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, options => options.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        var upstream = new RecordingUpstream(app);
        app.UseWebSockets();
        app.Run(upstream.HandleAsync);
        await app.StartAsync(Patience.Token);
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.ToArray();
        (upstream.Http1Address, upstream.Http2Address) = (new(addresses[0]), new(addresses[1]));
        return upstream;
    }

    /// <summary>Forgets what came and answers by default again.</summary>
    public void Reset()
    {
        _seen.Clear();
        Answer = AnswerEmptyObjectAsync;
    }

    /// <summary>The only request since the last <see cref="Reset"/>.</summary>
    public SeenRequest Single() => Assert.Single(_seen);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var body = new MemoryStream();
        if (!context.WebSockets.IsWebSocketRequest)
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _seen.Enqueue(new(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Protocol,
            [.. context.Request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? "")))],
            body.ToArray()));
        await Answer(context);
    }

    private static async Task AnswerEmptyObjectAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, "", context.RequestAborted);
            return;
        }
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{}", context.RequestAborted);
    }
}
