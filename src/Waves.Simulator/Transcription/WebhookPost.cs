using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Waves.Simulator.Analytics;
using Waves.Simulator.Pacing;

namespace Waves.Simulator.Transcription;

/// <summary>
/// Delivers finished recognitions to webhooks (contract 2.3), one after the other. Only loopback addresses are ever
/// called; the rest is logged as failed.
/// </summary>
internal sealed class WebhookPost : IAsyncDisposable
{
    /// <summary>Deliveries waiting; more are dropped and logged as failed.</summary>
    private const int MaxWaiting = 1000;

    /// <summary>The service repeats a delivery answered with 5xx this often.</summary>
    private const int MaxAttempts = 10;

    private readonly record struct Delivery(Uri Url, string Method, string RequestId, string Body);

    private readonly Channel<Delivery> _waiting = Channel.CreateBounded<Delivery>(MaxWaiting);
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http;
    private readonly SimulatorSettings _settings;
    private readonly UsageLog _usage;
    private readonly TimeProvider _time;
    private readonly SimulatorLog _log;
    private readonly string _organisation;
    private readonly Task _working;

    public WebhookPost(SimulatorSettings settings, UsageLog usage, string organisation, TimeProvider time, SimulatorLog log)
    {
        (_settings, _usage, _organisation, _time, _log) = (settings, usage, organisation, time, log);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };
        _working = WorkAsync();
    }

    /// <summary>Queues a delivery; never waits.</summary>
    public void Send(Uri url, string method, string requestId, JsonObject body)
    {
        var delivery = new Delivery(url, method, requestId, body.ToJsonString(Wire.WireJson.Options));
        if (!url.IsLoopback)
            NotDelivered(delivery, "not a loopback address");
        else if (!_waiting.Writer.TryWrite(delivery))
            NotDelivered(delivery, "too many deliveries waiting");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _working;
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var delivery in _waiting.Reader.ReadAllAsync(_stop.Token))
            {
                for (var attempt = 1; attempt <= MaxAttempts; attempt++)
                {
                    await Pause.ForAsync(_settings.Cadence.WebhookDelay, _time, _stop.Token);
                    if (await TryAsync(delivery, attempt))
                        break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The simulator stops: what waits is forgotten with it.
        }
    }

    /// <returns><see langword="false"/> when another attempt may help.</returns>
    private async Task<bool> TryAsync(Delivery delivery, int attempt)
    {
        var start = _time.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(new HttpMethod(delivery.Method), delivery.Url);
            if (delivery.Method == "POST")
                request.Content = new StringContent(delivery.Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var response = await _http.SendAsync(request, _stop.Token);
            var status = (int)response.StatusCode;
            Log(delivery, attempt, status, response.IsSuccessStatusCode ? "" : $"HTTP {status.ToString(CultureInfo.InvariantCulture)}", start);
            return status < 500;
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            Log(delivery, attempt, 0, fault.Message, start);
            return false;
        }
    }

    private void NotDelivered(Delivery delivery, string reason)
    {
        _log.WebhookNotDelivered(delivery.RequestId, reason);
        Log(delivery, 1, 0, reason, _time.GetTimestamp());
    }

    private void Log(Delivery delivery, int attempt, int status, string error, long start) => _usage.Webhooks.Add(new WebhookLogEntry
    {
        OrgId = _organisation,
        RequestId = delivery.RequestId,
        WebhookUrl = delivery.Url.ToString(),
        Method = delivery.Method,
        Status = error.Length == 0 ? "success" : "failed",
        Attempt = attempt,
        ResponseStatusCode = status,
        Error = error,
        Timestamp = _usage.Timestamp,
        DurationMs = (long)_time.GetElapsedTime(start).TotalMilliseconds,
    });
}
