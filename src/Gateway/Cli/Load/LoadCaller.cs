using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;

namespace Gateway.Cli.Load;

/// <summary>Somebody with a key. Whatever is answered is fine; only a broken connection throws. Thread-safe.</summary>
internal sealed class LoadCaller : IDisposable
{
    private readonly HttpClient _client;
    private readonly Uri _gateway;
    private readonly string _secret;

    public LoadCaller(Uri gateway, string secret)
    {
        (_gateway, _secret) = (gateway, secret);
        _client = new HttpClient { BaseAddress = gateway };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
    }

    /// <summary>A call without a body, read to its end.</summary>
    public async Task GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
    }

    /// <summary>A call read to its end.</summary>
    public async Task PostAsync(string path, string json, CancellationToken cancellationToken)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
    }

    /// <summary>A recording, and what is heard in it.</summary>
    public async Task UploadAsync(string path, byte[] audio, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(audio) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        using var answer = await _client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
    }

    /// <summary>A call of which only the beginning is read.</summary>
    public async Task LeaveAsync(string path, string json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        await body.ReadAtLeastAsync(new byte[100], 100, throwOnEndOfStream: false, cancellationToken);
    }

    /// <summary>Opens a socket.</summary>
    public async Task<LoadSocket> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {_secret}");
        var scheme = _gateway.Scheme == Uri.UriSchemeHttps ? "wss" : "ws";
        await socket.ConnectAsync(new Uri($"{scheme}://{_gateway.Authority}{path}"), cancellationToken);
        return new(socket);
    }

    public void Dispose() => _client.Dispose();
}
