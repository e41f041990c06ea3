using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Gateway.Telemetry;

/// <summary>
/// Receives OTLP over HTTP and over gRPC, written by their specifications. Strings and bytes stand in protobuf as they
/// are, so what was sent can be searched as text.
/// </summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    /// <summary>Before each message of gRPC: whether it is compressed, and its length.</summary>
    private const int GrpcPrefixBytes = 5;

    private readonly ConcurrentQueue<(string Path, string Text)> _received = new();
    private readonly WebApplication _app;

    private OtlpCollector(WebApplication app) => _app = app;

    /// <summary>Where it speaks HTTP.</summary>
    public string Url => _app.Urls.First();

    /// <summary>Where it speaks gRPC.</summary>
    public string GrpcUrl => _app.Urls.Last();

    public string Metrics => Of("/v1/metrics", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export");

    public string Traces => Of("/v1/traces", "/opentelemetry.proto.collector.trace.v1.TraceService/Export");

    public string Logs => Of("/v1/logs", "/opentelemetry.proto.collector.logs.v1.LogsService/Export");

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2);
        });
        var collector = new OtlpCollector(builder.Build());
        collector._app.Run(collector.ReceiveAsync);
        await collector._app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var isGrpc = context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) is true;
        _received.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray().AsSpan(isGrpc ? GrpcPrefixBytes : 0))));
        if (!isGrpc)
        {
            context.Response.ContentType = "application/x-protobuf";
            return;
        }
        context.Response.ContentType = "application/grpc";
        context.Response.AppendTrailer("grpc-status", "0");
        await context.Response.Body.WriteAsync(new byte[GrpcPrefixBytes], context.RequestAborted);
    }

    private string Of(params string[] paths) => string.Concat(_received.Where(r => paths.Contains(r.Path)).Select(r => r.Text));
}
