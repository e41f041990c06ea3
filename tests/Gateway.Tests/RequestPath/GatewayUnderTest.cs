using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using Gateway.Policies.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Gateway.RequestPath;

/// <summary>
/// A whole gateway on ports of its own, in front of the upstream that a test chooses: real listeners, a database of its
/// own, every log captured at trace level. Thread-safe; the clients it hands out live as long as it does.
/// </summary>
internal sealed class GatewayUnderTest : IAsyncDisposable
{
    /// <summary>The real key of the only account.</summary>
    public const string UpstreamKey = "sk_upstream_of_the_tests";

    /// <summary>A clear-text upstream of the tests speaks one version: HTTP/1.1.</summary>
    private const string UpstreamVersion = "1.1";

    private readonly WebApplication _app;
    private readonly DirectoryInfo _scratch;
    private readonly Dictionary<WireProtocol, SocketsHttpHandler> _handlers = new() { [WireProtocol.Http1] = NewHandler(), [WireProtocol.Http2] = NewHandler() };
    private readonly List<HttpClient> _clients = [];

    private GatewayUnderTest(WebApplication app, DirectoryInfo scratch, FixedKeys keys, string secret)
    {
        (_app, _scratch, Keys, Secret) = (app, scratch, keys, secret);
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.ToArray();
        (Http1Address, Http2Address, AdminAddress) = (new(addresses[0]), new(addresses[1]), new(addresses[^1]));
    }

    /// <summary>Where the data plane speaks HTTP/1.1.</summary>
    public Uri Http1Address { get; }

    /// <summary>Where the data plane speaks HTTP/2 without TLS.</summary>
    public Uri Http2Address { get; }

    /// <summary>Where the admin plane is.</summary>
    public Uri AdminAddress { get; }

    /// <summary>The keys it knows, unless it was set up with real ones.</summary>
    public FixedKeys Keys { get; }

    /// <summary>The secret of a key that may do everything its setup allows.</summary>
    public string Secret { get; }

    /// <summary>Everything it logged.</summary>
    public FakeLogCollector Logs => _app.Services.GetRequiredService<FakeLogCollector>();

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a gateway; it answers when the task has ended.</summary>
    public static async Task<GatewayUnderTest> StartAsync(Uri upstream, Action<GatewaySetup>? configure = null)
    {
        var setup = new GatewaySetup();
        configure?.Invoke(setup);
        var scratch = Directory.CreateTempSubdirectory("gateway-test-");
        var keys = setup.Keys;
        var secret = keys.Add(setup.Key);
        var app = GatewayHost.Build(setup.ConfigFile, SettingsOf(setup, upstream, scratch), builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddFakeLogging();
            builder.Logging.AddFilter<FakeLoggerProvider>(null, LogLevel.Trace);
            builder.Services.Replace(ServiceDescriptor.Singleton(setup.Time));
            if (!setup.RealKeys)
                builder.Services.Replace(ServiceDescriptor.Singleton<IVirtualKeyDirectory>(keys));
            setup.Services?.Invoke(builder.Services);
        });
        await app.StartAsync(Patience.Token);
        return new(app, scratch, keys, secret);
    }

    /// <summary>A client of one protocol with a key in its header. It follows nothing, stores nothing, unpacks nothing.</summary>
    /// <param name="protocol">What it speaks.</param>
    /// <param name="secret">Its key; null: <see cref="Secret"/>; empty: none.</param>
    public HttpClient Client(WireProtocol protocol, string? secret = null)
    {
        var version = protocol is WireProtocol.Http1 ? HttpVersion.Version11 : HttpVersion.Version20;
        var client = new HttpClient(new FixedVersion(_handlers[protocol], version), disposeHandler: false)
        {
            BaseAddress = protocol is WireProtocol.Http1 ? Http1Address : Http2Address,
            Timeout = Patience.Limit,
        };
        if (secret != "")
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret ?? Secret);
        lock (_clients)
            _clients.Add(client);
        return client;
    }

    /// <summary>Opens a socket.</summary>
    /// <param name="protocol">HTTP/1.1 upgrade or HTTP/2 extended CONNECT.</param>
    /// <param name="pathAndQuery">From <c>/waves/v1</c> on.</param>
    /// <param name="secret">The key in its header; null: <see cref="Secret"/>; empty: none.</param>
    /// <param name="subprotocol">Offered in the handshake; null: none.</param>
    /// <exception cref="WebSocketException">The handshake was refused.</exception>
    public async Task<ClientWebSocket> ConnectAsync(WireProtocol protocol, string pathAndQuery, string? secret = null, string? subprotocol = null)
    {
        var socket = new ClientWebSocket();
        if (subprotocol is not null)
            socket.Options.AddSubProtocol(subprotocol);
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        socket.Options.CollectHttpResponseDetails = true;
        if (secret != "")
            socket.Options.SetRequestHeader("Authorization", $"Bearer {secret ?? Secret}");
        if (protocol is WireProtocol.Http2)
        {
            socket.Options.HttpVersion = HttpVersion.Version20;
            socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }
        await socket.ConnectAsync(SocketUri(protocol, pathAndQuery), new HttpMessageInvoker(_handlers[protocol], disposeHandler: false), Patience.Token);
        return socket;
    }

    /// <summary>A bare connection to the HTTP/1.1 listener, for input that no client library would send.</summary>
    public Task<RawClient> ConnectRawAsync() => RawClient.ConnectAsync(Http1Address);

    /// <summary>Tells the process to drain, as a signal would; its listeners stay, because nobody waits for the end.</summary>
    public void StartDraining() => _app.Lifetime.StopApplication();

    /// <summary>Ends it: what still runs is cut, and every log of it is there.</summary>
    public Task StopAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        foreach (var handler in _handlers.Values)
            handler.Dispose();
        await StopAsync();
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _scratch.Delete(recursive: true);
    }

    private Uri SocketUri(WireProtocol protocol, string pathAndQuery)
    {
        var address = protocol is WireProtocol.Http1 ? Http1Address : Http2Address;
        return new Uri($"ws://{address.Authority}{pathAndQuery}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static Dictionary<string, string?> SettingsOf(GatewaySetup setup, Uri upstream, DirectoryInfo scratch)
    {
        var settings = new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Gateway:Edge:Http2Urls"] = "http://127.0.0.1:0",
            ["Gateway:Edge:DrainTimeout"] = "00:00:00",
            ["Gateway:Admin:Url"] = "http://127.0.0.1:0",
            ["Gateway:Upstream:Accounts:0:Name"] = "main",
            ["Gateway:Upstream:Accounts:0:Key"] = UpstreamKey,
            ["Gateway:Upstream:Accounts:0:BaseUrl"] = upstream.GetLeftPart(UriPartial.Authority),
            ["Gateway:Upstream:Accounts:0:Plan"] = "unlimited",
            ["Gateway:Upstream:Accounts:0:HttpVersion"] = UpstreamVersion,
            ["Gateway:Admin:Key"] = "the tests' own: k9Zq2Lw7",
            ["Gateway:Database:ConnectionString"] = $"Data Source={Path.Combine(scratch.FullName, "gateway.db")}",
        };
        foreach (var (path, value) in setup.Settings)
        {
            if (value is null)
                settings.Remove(path);
            else
                settings[path] = value;
        }
        return settings;
    }

    private static SocketsHttpHandler NewHandler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
    };
}
