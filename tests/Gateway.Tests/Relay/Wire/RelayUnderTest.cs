using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Gateway.Relay.Dialling;
using Gateway.Relay.Framing;
using Gateway.Relay.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Gateway.Relay.Wire;

/// <summary>The whole gateway on free ports before some upstream, with clients that speak frames over HTTP/1.1 and HTTP/2.</summary>
internal sealed class RelayUnderTest : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _scratch;
    private readonly HttpMessageInvoker _http2 = new(new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true });

    private RelayUnderTest(WebApplication app, DirectoryInfo scratch, string secret)
    {
        _app = app;
        _scratch = scratch;
        Secret = secret;
    }

    public RecordingObserver Observer { get; private init; } = new();

    public TrackingPool Pool { get; private init; } = new();

    public string Secret { get; }

    public Uri Http1 => new(_app.Urls.First());

    public Uri Http2 => new(_app.Urls.ElementAt(1));

    public RelaySessions Sessions => _app.Services.GetRequiredService<RelaySessions>();

    public IServiceProvider Services => _app.Services;

    /// <param name="upstream">Where calls go.</param>
    /// <param name="httpVersion">How: <c>1.1</c> or <c>2</c>.</param>
    /// <param name="settings">Further settings.</param>
    /// <param name="key">Changes the one key there is.</param>
    public static async Task<RelayUnderTest> StartAsync(
        string upstream, string httpVersion = "1.1", Dictionary<string, string?>? settings = null, Func<VirtualKey, VirtualKey>? key = null)
    {
        var scratch = Directory.CreateTempSubdirectory("relay-test-");
        var keys = new RequestPath.FixedKeys();
        var mine = new VirtualKey { Id = "key_test", Team = "apps", Limits = LimitSet.None };
        var secret = keys.Add(key?.Invoke(mine) ?? mine);
        var observer = new RecordingObserver();
        var pool = new TrackingPool();
        var all = new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Gateway:Edge:Http2Urls"] = "http://127.0.0.1:0",
            ["Gateway:Admin:Url"] = "http://127.0.0.1:0",
            ["Gateway:Upstream:Accounts:0:Name"] = "main",
            ["Gateway:Upstream:Accounts:0:Key"] = "sk_upstream",
            ["Gateway:Upstream:Accounts:0:BaseUrl"] = upstream.TrimEnd('/'),
            ["Gateway:Upstream:Accounts:0:HttpVersion"] = httpVersion,
            ["Gateway:Upstream:Accounts:0:Plan"] = "unlimited",
            ["Gateway:Database:Provider"] = "sqlite",
            ["Gateway:Admin:Key"] = "the tests' own: k9Zq2Lw7",
            ["Gateway:Database:ConnectionString"] = $"Data Source={Path.Combine(scratch.FullName, "gateway.db")}",
        };
        foreach (var (name, value) in settings ?? [])
            all[name] = value;
        var app = GatewayHost.Build(overrides: all, customize: builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.Replace(ServiceDescriptor.Singleton<IVirtualKeyDirectory>(keys));
            builder.Services.Replace(ServiceDescriptor.Singleton<IRelayObserver>(observer));
            builder.Services.Replace(ServiceDescriptor.Singleton<ArrayPool<byte>>(pool));
        });
        await app.StartAsync();
        return new RelayUnderTest(app, scratch, secret) { Observer = observer, Pool = pool };
    }

    /// <summary>Opens a socket; fails the test when the gateway answers otherwise.</summary>
    public async Task<FramePeer> OpenAsync(string path, bool http2 = false)
    {
        var (status, peer, _) = await TryOpenAsync(path, http2);
        Assert.True(peer is not null, $"the handshake was answered with {status}");
        return peer;
    }

    /// <summary>Tries to open a socket; the body of what is answered otherwise comes back.</summary>
    public async Task<(int Status, FramePeer? Peer, string Body)> TryOpenAsync(string path, bool http2 = false, string? secret = null) =>
        http2 ? await ConnectAsync(path, secret ?? Secret) : await UpgradeAsync(Http1, path, secret ?? Secret);

    /// <summary>Waits until no socket is left.</summary>
    public async Task EmptyAsync()
    {
        for (var i = 0; i < 1000 && Sessions.Count > 0; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        Assert.Equal(0, Sessions.Count);
    }

    /// <summary>Stops as a host does on SIGTERM.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _http2.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _scratch.Delete(recursive: true);
    }

    /// <summary>As <see cref="TryOpenAsync"/>, at any gateway over HTTP/1.1.</summary>
    public static async Task<(int Status, FramePeer? Peer, string Body)> UpgradeAsync(Uri gateway, string path, string secret)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, gateway.Port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        var key = WebSocketKey.Create();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: gw.example\r\nAuthorization: Bearer {secret}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
            $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"));
        var head = await ReadHeadAsync(stream);
        var status = int.Parse(head.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);
        if (status == 101)
        {
            Assert.Contains("Sec-WebSocket-Accept: " + WebSocketKey.AcceptOf(key), head, StringComparison.Ordinal);
            Assert.DoesNotContain("Sec-WebSocket-Extensions", head, StringComparison.OrdinalIgnoreCase);
            return (status, new FramePeer(stream, FrameSender.Client), "");
        }
        var length = head.Split("\r\n").FirstOrDefault(h => h.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        var body = new byte[length is null ? 0 : int.Parse(length.AsSpan(15), System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        await stream.DisposeAsync();
        return (status, null, head + Encoding.UTF8.GetString(body));
    }

    private static async Task<string> ReadHeadAsync(Stream stream)
    {
        // Byte by byte: what follows the head is frames.
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            Assert.Equal(1, await stream.ReadAsync(one));
            head.Add(one[0]);
        }
        return Encoding.ASCII.GetString([.. head]);
    }

    private async Task<(int, FramePeer?, string)> ConnectAsync(string path, string secret)
    {
        var request = new HttpRequestMessage(HttpMethod.Connect, new Uri(Http2, path)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Protocol = "websocket";
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + secret);
        var response = await _http2.SendAsync(request, CancellationToken.None);
        if (!response.IsSuccessStatusCode)
            return ((int)response.StatusCode, null, response.Headers + await response.Content.ReadAsStringAsync());
        return ((int)response.StatusCode, new FramePeer(await response.Content.ReadAsStreamAsync(), FrameSender.Client), "");
    }
}
