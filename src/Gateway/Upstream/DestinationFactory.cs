using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Gateway.Upstream;

/// <summary>
/// Makes the client of a destination: no proxy, redirects, cookies or decompression (answers pass as they are), dialling
/// again while nothing has been sent, and a circuit that opens when the destination cannot be reached.
/// </summary>
internal sealed class DestinationFactory(UpstreamOptions options, UpstreamMetrics metrics, TimeProvider time)
{
    public UpstreamDestination Create(Uri root, string httpVersion)
    {
        var dial = new ResiliencePipelineBuilder<Stream> { TimeProvider = time }
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.ConnectTimeout })
            .AddRetry(Dialling())
            .Build();

        var circuit = new CircuitBreakerStateProvider();
        var calls = Transport(root, dial);
        var uploads = Transport(root, dial);
        uploads.PlaintextStreamFilter = (context, _) =>
            new(context.NegotiatedHttpVersion.Major == 1 ? new ListeningStream(context.PlaintextStream, time) : context.PlaintextStream);
        var upgrades = Transport(root, dial);
        upgrades.PlaintextStreamFilter = static (context, _) =>
            new(context.NegotiatedHttpVersion.Major == 1 ? new HandoverStream(context.PlaintextStream) : context.PlaintextStream);

        var (version, policy) = httpVersion switch
        {
            "1.1" => (HttpVersion.Version11, HttpVersionPolicy.RequestVersionExact),
            "2" => (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact),
            _ => (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower),
        };
        var client = new HttpMessageInvoker(new CircuitHandler(Circuit(circuit), circuit, options.BreakerWindow, time, new UnbufferedHandler(calls, uploads, upgrades)), disposeHandler: true);
        return new(root, client, circuit, version, policy);
    }

    private SocketsHttpHandler Transport(Uri root, ResiliencePipeline<Stream> dial)
    {
        var open = metrics.OpenTo(root.Authority);
        return new()
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = true,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            ConnectTimeout = options.ConnectTimeout, // TLS included; the pipeline above bounds the dialling alone
            ConnectCallback = async (context, cancellationToken) =>
                await dial.ExecuteAsync(static (to, token) => DialAsync(to.EndPoint, to.Open, token), (EndPoint: context.DnsEndPoint, Open: open), cancellationToken),
            SslOptions = new SslClientAuthenticationOptions { TargetHost = root.Host },
            // One character a byte, as the listeners read and write them: what is no ASCII passes as it came.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        };
    }

    private RetryStrategyOptions<Stream> Dialling() => options.ConnectRetries == 0
        ? new() { MaxRetryAttempts = 1, ShouldHandle = static _ => PredicateResult.False() }
        : new()
        {
            MaxRetryAttempts = options.ConnectRetries,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(50),
            UseJitter = true,
            ShouldHandle = static args => args.Outcome.Exception is SocketException ? PredicateResult.True() : PredicateResult.False(),
        };

    private ResiliencePipeline<HttpResponseMessage> Circuit(CircuitBreakerStateProvider state) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                FailureRatio = 0.9,
                MinimumThroughput = options.BreakerThreshold,
                SamplingDuration = options.BreakerWindow,
                BreakDuration = options.BreakDuration,
                StateProvider = state,
                ShouldHandle = static args => new(CircuitHandler.IsFailure(args.Outcome.Exception)),
            })
            .Build();

    private static async ValueTask<Stream> DialAsync(DnsEndPoint endPoint, StrongBox<long> open, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new CountedStream(socket, open);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
