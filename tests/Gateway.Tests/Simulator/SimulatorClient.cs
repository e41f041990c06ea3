using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Waves.Simulator;
using Waves.Simulator.Books;

namespace Gateway.Simulator;

/// <summary>A simulator of its own for one test, and a client that speaks to it over either protocol.</summary>
internal sealed class SimulatorClient : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,

        // A response given up is cut at once; reading on for its rest is what a gateway must not do either.
        ResponseDrainTimeout = TimeSpan.Zero,
    });

    private SimulatorClient(WavesSimulatorHost host) => Host = host;

    public WavesSimulatorHost Host { get; }

    public SimulatorBooks Books => Host.Books;

    public HttpClient Http => _http;

    public static async Task<SimulatorClient> StartAsync(SimulatorOptions? options = null) =>
        new(await WavesSimulatorHost.StartAsync(options ?? new SimulatorOptions()));

    /// <summary>Sends a request; <paramref name="key"/> null sends no key.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content = null,
        string? key = SimulatorOptions.DefaultKey,
        bool http2 = false,
        Action<HttpRequestHeaders>? headers = null,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var patience = new CancellationTokenSource(Patience);
        var request = new HttpRequestMessage(method, new Uri(http2 ? Host.Http2BaseAddress : Host.BaseAddress, path))
        {
            Content = content,
            Version = http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        headers?.Invoke(request.Headers);
        return await _http.SendAsync(request, completion, patience.Token);
    }

    public Task<HttpResponseMessage> PostAsync(string path, object body, bool http2 = false, string? key = SimulatorOptions.DefaultKey) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body), key, http2);

    public Task<HttpResponseMessage> GetAsync(string path, string? key = SimulatorOptions.DefaultKey) => SendAsync(HttpMethod.Get, path, key: key);

    /// <summary>Opens a socket. A refused handshake throws <see cref="WebSocketException"/>.</summary>
    public async Task<TestSocket> OpenAsync(string path, string? key = SimulatorOptions.DefaultKey, bool http2 = false)
    {
        using var patience = new CancellationTokenSource(Patience);
        var socket = new ClientWebSocket();
        if (key is not null)
            socket.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.HttpVersion = http2 ? HttpVersion.Version20 : HttpVersion.Version11;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        var url = new UriBuilder(new Uri(http2 ? Host.Http2BaseAddress : Host.BaseAddress, path)) { Scheme = "ws" }.Uri;
        await socket.ConnectAsync(url, _http, patience.Token);
        return new TestSocket(socket);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Host.DisposeAsync();
    }
}
