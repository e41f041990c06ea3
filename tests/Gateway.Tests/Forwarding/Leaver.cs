using System.Text;
using Gateway.RequestPath;

namespace Gateway.Forwarding;

/// <summary>A caller that leaves when told to, in one of the ways in which callers leave.</summary>
internal sealed class Leaver(GatewayUnderTest gateway, CallerLeavesTests.Way way) : IAsyncDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private RawClient? _raw;
    private GatedContent? _rest;
    private Task<HttpResponseMessage>? _answering;
    private Stream? _answer;

    /// <summary>Sends a call whose body lacks some announced bytes.</summary>
    public async Task StartAsync(string method, string target, string body, int missing = 0)
    {
        if (way is CallerLeavesTests.Way.Http1Finish or CallerLeavesTests.Way.Http1Reset)
        {
            _raw = await gateway.ConnectRawAsync();
            await _raw.SendAsync($"{method} {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {gateway.Secret}\r\nContent-Type: {TypeOf(missing)}\r\nContent-Length: {body.Length + missing}\r\n\r\n{body}");
            return;
        }
        if (missing > 0)
            _rest = new GatedContent(Encoding.UTF8.GetBytes(body), new byte[missing], announced: true);
        HttpContent content = _rest is not null ? _rest : new StringContent(body, Encoding.UTF8, TypeOf(missing));
        var request = new HttpRequestMessage(new HttpMethod(method), target) { Content = content };
        var protocol = way is CallerLeavesTests.Way.Http2Cancel ? WireProtocol.Http2 : WireProtocol.Http1;
        _answering = gateway.Client(protocol).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _leaving.Token);
    }

    /// <summary>Reads the answer until some text of it has come.</summary>
    public async Task ReadUntilAsync(string text)
    {
        if (_raw is not null)
        {
            await _raw.ReadUntilAsync(text);
            return;
        }
        var read = new StringBuilder();
        var buffer = new byte[4096];
        _answer ??= await (await _answering!).Content.ReadAsStreamAsync(Patience.Token);
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            var count = await _answer.ReadAsync(buffer, Patience.Token);
            Assert.True(count > 0, $"The answer ended before '{text}'.");
            read.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
    }

    /// <summary>Goes.</summary>
    public void Leave()
    {
        if (way is CallerLeavesTests.Way.Http1Finish)
            _raw!.Finish();
        else if (_raw is not null)
            _raw.Reset();
        else
        {
            _leaving.Cancel();
            // A client library resets an HTTP/2 stream only when its own body has stopped too.
            _rest?.Break();
            _answer?.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_raw is not null)
            await _raw.DisposeAsync();
        if (_answer is not null)
            await _answer.DisposeAsync();
        _leaving.Dispose();
    }

    private static string TypeOf(int missing) => missing == 0 ? "application/json" : "application/octet-stream";
}
