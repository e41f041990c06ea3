using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Waves.Simulator;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Benchmarks.Admission;

/// <summary>Clients of a site, each speaking to one of its gateways.</summary>
internal sealed class ChatCrowd : IDisposable
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"model":"electron","messages":[{"role":"user","content":"When do you close today?"}]}""");

    private readonly ProofSite _site;
    private readonly ConcurrentBag<ChatCall> _calls = [];
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) }) { Timeout = TimeSpan.FromMinutes(15) };

    public ChatCrowd(ProofSite site) => _site = site;

    /// <summary>Calls that are over.</summary>
    public IReadOnlyCollection<ChatCall> Calls => _calls;

    /// <summary>When <see cref="Elapsed"/> was zero.</summary>
    public DateTimeOffset Began { get; } = TimeProvider.System.GetUtcNow();

    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_began);

    /// <summary>One call, to its end.</summary>
    /// <param name="team">Who calls.</param>
    /// <param name="replica">Which gateway.</param>
    /// <param name="maxWait">How long it will wait for its turn.</param>
    public async Task<ChatCall> CallAsync(string team, int replica, TimeSpan maxWait)
    {
        using var request = Request(HttpMethod.Post, replica, "/waves/v1/chat/completions");
        request.Content = new ByteArrayContent(Body) { Headers = { ContentType = new("application/json") } };
        var call = await SendAsync(request, team, maxWait);
        _calls.Add(call);
        return call;
    }

    /// <summary>Calls past the gateways, which nobody counts: the first of them load the upstream's code.</summary>
    public async Task WarmUpstreamAsync()
    {
        for (var i = 0; i < 20; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_site.Upstream.BaseAddress, "/waves/v1/chat/completions"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", SimulatorOptions.DefaultKey);
            request.Content = new ByteArrayContent(Body) { Headers = { ContentType = new("application/json") } };
            using var answer = await _client.SendAsync(request);
            answer.EnsureSuccessStatusCode();
        }
        await _site.Upstream.Books.WaitForIdleAsync();
        _site.Upstream.Books.Clear();
    }

    /// <summary>
    /// Calls that take the upstream no time, until the gateways' code is final: what is measured afterwards is a queue, not a
    /// compiler. Nobody counts them.
    /// </summary>
    /// <param name="clients">How many call at once.</param>
    /// <param name="duration">How long; three gateways on two cores compile for about half a minute.</param>
    /// <returns>Most that were in flight at the upstream: that holds for cold gateways, too.</returns>
    public async Task<int> WarmUpAsync(int clients, TimeSpan duration)
    {
        var cadence = _site.Upstream.Cadence;
        _site.Upstream.Cadence = Cadence.Instant;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async client =>
        {
            for (var began = Elapsed; Elapsed - began < duration;)
                await CallAsync("one", client, TimeSpan.FromMinutes(1));
        }));
        _site.Upstream.Cadence = cadence;
        await _site.Upstream.Books.WaitForIdleAsync();
        var peak = _site.Upstream.Books.Group(LimitGroup.Chat).Peak;
        _site.Upstream.Books.Clear();
        _calls.Clear();
        return peak;
    }

    /// <summary>One call that costs the upstream nothing, and of another pool: how long it takes is how long it takes to be let in.</summary>
    /// <param name="team">Who calls.</param>
    /// <param name="replica">Which gateway.</param>
    public async Task<ChatCall> LookAsync(string team, int replica)
    {
        using var request = Request(HttpMethod.Get, replica, "/waves/v1/pronunciation-dicts");
        return await SendAsync(request, team, TimeSpan.FromSeconds(5));
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(HttpMethod method, int replica, string path) => new(method, new Uri(_site.Replicas[replica % _site.Replicas.Count].Address, path));

    private async Task<ChatCall> SendAsync(HttpRequestMessage request, string team, TimeSpan maxWait)
    {
        var sent = Elapsed;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _site.Keys[team]);
        request.Headers.Add("X-Gateway-Max-Wait", maxWait.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        try
        {
            using var answer = await _client.SendAsync(request);
            var queued = answer.Headers.TryGetValues("X-Gateway-Queue-Ms", out var value) ? TimeSpan.FromMilliseconds(double.Parse(value.Single(), CultureInfo.InvariantCulture)) : TimeSpan.Zero;
            return new(team, sent, Elapsed - sent, queued, (int)answer.StatusCode, answer.Headers.RetryAfter?.Delta);
        }
        catch (HttpRequestException)
        {
            return new(team, sent, Elapsed - sent, TimeSpan.Zero, 0, null);
        }
    }
}
