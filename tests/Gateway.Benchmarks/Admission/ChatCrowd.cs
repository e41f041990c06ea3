using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

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

    public IReadOnlyCollection<ChatCall> Calls => _calls;

    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_began);

    /// <summary>One call, to its end.</summary>
    /// <param name="team">Who calls.</param>
    /// <param name="replica">Which gateway.</param>
    /// <param name="maxWait">How long it will wait for its turn.</param>
    /// <param name="cancellationToken">The client leaves.</param>
    public async Task<ChatCall> CallAsync(string team, int replica, TimeSpan maxWait, CancellationToken cancellationToken = default)
    {
        var sent = Elapsed;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_site.Replicas[replica % _site.Replicas.Count].Address, "/waves/v1/chat/completions"));
        request.Content = new ByteArrayContent(Body) { Headers = { ContentType = new("application/json") } };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _site.Keys[team]);
        request.Headers.Add("X-Gateway-Max-Wait", maxWait.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        ChatCall call;
        try
        {
            using var answer = await _client.SendAsync(request, cancellationToken);
            var queued = answer.Headers.TryGetValues("X-Gateway-Queue-Ms", out var value) ? TimeSpan.FromMilliseconds(double.Parse(value.Single(), CultureInfo.InvariantCulture)) : TimeSpan.Zero;
            call = new(team, sent, Elapsed - sent, queued, (int)answer.StatusCode, answer.Headers.RetryAfter?.Delta);
        }
        catch (HttpRequestException)
        {
            call = new(team, sent, Elapsed - sent, TimeSpan.Zero, 0, null);
        }
        _calls.Add(call);
        return call;
    }

    public void Dispose() => _client.Dispose();
}
