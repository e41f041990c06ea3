using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using Gateway.Policies.Keys;
using Microsoft.Extensions.Logging.Testing;

namespace Gateway.RequestPath;

/// <summary>
/// Keys are put everywhere a client can put them, right and wrong. They may come back nowhere: not in logs, spans, metrics
/// or errors, and upstream only inside what the client itself wrote as body or frame.
/// </summary>
public sealed class CanaryTests : IAsyncLifetime
{
    private const string Pepper = "pepper-canary-5f2d81c0";
    private const string AdminKey = "admin-canary-77c1e09a2b";
    private const string Call = "/waves/v1/tts";
    private const string Body = """{"text":"Hello.","voice_id":"magnus"}""";

    private readonly string _key = VirtualKeySecret.Create();
    private readonly string _stranger = VirtualKeySecret.Create();
    private readonly ConcurrentQueue<string> _spans = new();
    private readonly ConcurrentQueue<string> _answers = new();
    private ActivityListener _listener = null!;
    private RecordingUpstream _upstream = null!;
    private GatewayUnderTest _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await RecordingUpstream.StartAsync();
        _gateway = await GatewayUnderTest.StartAsync(_upstream.Http1Address, setup =>
        {
            setup.RealKeys = true;
            setup.Settings["Gateway:Keys:Pepper"] = Pepper;
            setup.Settings["Gateway:Keys:Items:0:Team"] = "support";
            setup.Settings["Gateway:Keys:Items:0:Name"] = "canary";
            setup.Settings["Gateway:Keys:Items:0:Secret"] = _key;
            setup.Settings["Gateway:Admin:Key"] = AdminKey;
        });
        _listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _spans.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))} {string.Join(' ', activity.Events.SelectMany(e => e.Tags).Select(tag => $"{tag.Key}={tag.Value}"))} {activity.StatusDescription}"),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Keys_WhereverTheyAreSent_ComeBackNowhere()
    {
        await SendCallsAsync();
        await SendSocketsAsync();
        await SendGarbageAsync();
        _upstream.Answer = _ => throw new InvalidOperationException("The upstream fails.");
        await CallAsync(_key, Call, Body);
        var metrics = await ScrapeAsync();
        await _gateway.StopAsync();

        var logs = string.Join('\n', _gateway.Logs.GetSnapshot().Select(Print));
        Assert.Contains("Executing endpoint", logs); // the framework really was at its finest level
        Assert.NotEmpty(_spans);
        Assert.Contains("gateway_request", metrics);
        foreach (var secret in new[] { _key, _stranger, GatewayUnderTest.UpstreamKey, Pepper, AdminKey })
        {
            Assert.DoesNotContain(secret, logs);
            Assert.DoesNotContain(secret, string.Join('\n', _spans));
            Assert.DoesNotContain(secret, metrics);
            Assert.DoesNotContain(secret, string.Join('\n', _answers));
        }
        AssertForwarded();
    }

    /// <summary>Heads upstream hold the upstream's key in its two places and no other secret; bodies are the client's own.</summary>
    private void AssertForwarded()
    {
        Assert.Contains(_upstream.Seen, seen => seen.Text.Contains(_key, StringComparison.Ordinal));
        foreach (var seen in _upstream.Seen)
        {
            var head = $"{seen.Target}\n{string.Join('\n', seen.Headers.Where(h => h.Key is not "Authorization").Select(h => $"{h.Key}: {h.Value}"))}";
            Assert.Equal($"Bearer {GatewayUnderTest.UpstreamKey}", seen.Header("Authorization"));
            foreach (var secret in new[] { _key, _stranger, Pepper, AdminKey })
                Assert.DoesNotContain(secret, Uri.UnescapeDataString(head));
            Assert.Equal(seen.Target.StartsWith("/waves/v1/s2s", StringComparison.Ordinal), head.Contains(GatewayUnderTest.UpstreamKey, StringComparison.Ordinal));
        }
    }

    private async Task SendCallsAsync()
    {
        await CallAsync(_key, Call, Body);
        await CallAsync(_stranger, Call, Body);
        await CallAsync(AdminKey, Call, Body);
        await CallAsync(Pepper, Call, Body);
        await CallAsync(_key, $"{Call}?api_key={_key}&token={_stranger}&api%5Fkey={_key}", Body);
        await CallAsync(_key, $"{Call}?key={_key}&a=1&b={Uri.EscapeDataString(_stranger).Replace("_", "%5F", StringComparison.Ordinal)}", Body);
        await CallAsync(_key, $"/waves/v1/{_key}/tts", Body);
        await CallAsync(_key, $"/waves/v1/voice-cloning/{_stranger.Replace("_", "%5F", StringComparison.Ordinal)}", null);
        await CallAsync("", $"/{_key}", null);
        foreach (var header in new[] { "X-Api-Key", "Cookie", "Proxy-Authorization", "X-Request-Id", "User-Agent", "Referer", "X-Of-Tomorrow", "Idempotency-Key", "Origin", "X-Gateway-Max-Wait", "X-Gateway-Lane" })
            await CallAsync(_key, Call, Body, (header, $"before {_key} after"));
        await CallAsync("", Call, Body, ("Authorization", $"Basic {_key}"));
        await CallAsync("", Call, Body, ("Authorization", _key));
        await CallAsync(_key, Call, $$"""{"text":"{{_key}}","voice_id":"magnus","of_tomorrow":"{{_stranger}}"}""");
        await CallAsync(_key, Call, $$"""{"text":"Hello.","voice_id":"magnus","output_format":"{{_key}}"}""");
        await CallAsync(_key, Call, $$"""{"text":"Hello.","voice_id":"magnus","model":"{{_stranger}}","language":"{{_key}}","session_id":"{{_key}} "}""");
        await CallAsync(_key, Call, $"not json {_key}");
        await CallAsync(_key, "/waves/v1/chat/completions", $$"""{"model":"{{_key}}","messages":[{"role":"{{_key}}","content":"{{_key}}"}]}""");
        await CallAsync(_key, $"/waves/v1/stt?model={_key}", "audio");
        await SendAsync(_key, "/waves/v1/voice-cloning", RowCall.CloneForm(Encoding.ASCII.GetBytes(_key), displayName: _key, type: "text/plain"));
        await CallAsync(_key, "/waves/v1/pronunciation-dicts", $$"""{"items":[{"word":"{{_key}}"}]}""");
    }

    private async Task SendSocketsAsync()
    {
        foreach (var protocol in Enum.GetValues<WireProtocol>())
        {
            await SocketAsync(protocol, "/waves/v1/tts/live", _key);
            await SocketAsync(protocol, $"/waves/v1/tts/live?api_key={_key}", "");
            await SocketAsync(protocol, $"/waves/v1/s2s?model=hydra-v1.1&api_key={_key}", "");
            await SocketAsync(protocol, $"/waves/v1/s2s?token={_key}&api_key={_stranger}&x={_key}", _key);
            await SocketAsync(protocol, $"/waves/v1/stt/live?model={_key}&language={_key}&token={_key}", "");
            await SocketAsync(protocol, $"/waves/v1/stt/live?model=pulse&token={_stranger}", "");
            await SocketAsync(protocol, $"/waves/v1/of/tomorrow?token={_key}", "", $"gateway.token.{_key}");
        }
    }

    /// <summary>Input that never becomes a request, or only half of one.</summary>
    private async Task SendGarbageAsync()
    {
        foreach (var input in new[]
        {
            $"GET waves/v1/tts?api_key={_key} HTTP/1.1\r\nHost: x\r\n\r\n",
            $"GET /waves/v1/tts?api_key={_key} HTTP/9.9\r\nHost: x\r\n\r\n",
            $"GET /waves/v1/of?api_key={_key}\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
            $"POST {Call}?token={_key} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_key}\r\nContent-Length: +5\r\n\r\n",
            $"POST {Call} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_key}\r\nBad Header {_key}: 1\r\n\r\n",
            $"POST {Call} HTTP/1.1\r\nHost: {_key}\r\nAuthorization: Bearer {_key}\r\nContent-Length: 0\r\n\r\n",
            $"GET /waves/v1/voice-cloning HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_key}\r\nAuthorization: Bearer {_stranger}\r\n\r\n",
        })
        {
            await using var client = await _gateway.ConnectRawAsync();
            await client.SendAsync(input);
            _answers.Enqueue((await client.ReadAsync()).ToString());
        }
    }

    private Task CallAsync(string key, string target, string? json, params (string Name, string Value)[] headers) =>
        SendAsync(key, target, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"), headers);

    private async Task SendAsync(string key, string target, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(content is null ? HttpMethod.Get : HttpMethod.Post, new Uri(_gateway.Http1Address.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Content = content };
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var answer = await _gateway.Client(WireProtocol.Http1, key).SendAsync(request, Patience.Token);
        _answers.Enqueue($"{answer} {await answer.Content.ReadAsStringAsync(Patience.Token)}");
    }

    private async Task SocketAsync(WireProtocol protocol, string target, string key, string? subprotocol = null)
    {
        try
        {
            using var socket = await _gateway.ConnectAsync(protocol, target, key, subprotocol);
            await socket.SendAsync(Encoding.UTF8.GetBytes($$"""{"text":"{{_key}}","voice_id":"{{_stranger}}","type":"{{_key}}"}"""), WebSocketMessageType.Text, true, Patience.Token);
            var got = new byte[4096];
            while (socket.State is WebSocketState.Open)
            {
                var message = await socket.ReceiveAsync(got, Patience.Token);
                // An error of the gateway's own repeats ids of the frame and nothing else of it.
                _answers.Enqueue(Encoding.UTF8.GetString(got, 0, message.Count));
            }
            _answers.Enqueue(socket.CloseStatusDescription ?? "");
        }
        catch (WebSocketException refused)
        {
            _answers.Enqueue(refused.ToString());
        }
    }

    private async Task<string> ScrapeAsync()
    {
        using var client = new HttpClient { BaseAddress = _gateway.AdminAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", AdminKey);
        using var wrong = await client.GetAsync($"/admin/v1/keys/none?api_key={_key}", Patience.Token);
        _answers.Enqueue(await wrong.Content.ReadAsStringAsync(Patience.Token));
        return await client.GetStringAsync("/metrics", Patience.Token);
    }

    private static string Print(FakeLogRecord record) => string.Join(
        ' ',
        [record.Category, record.Message, record.Exception?.ToString(), .. record.StructuredState?.Select(s => $"{s.Key}={s.Value}") ?? [], .. record.Scopes.Select(s => s?.ToString())]);
}
