using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Gateway.Edge;
using Gateway.Errors;
using Gateway.Policies.Errors;
using Gateway.Routing;
using Gateway.Upstream;

namespace Gateway.Telemetry;

/// <summary>
/// What operators watch per endpoint: how many calls, how long, how they ended, what was refused and by whom. Tags come
/// from closed sets: contract ids, transports, outcomes, error codes, statuses. Thread-safe.
/// </summary>
internal sealed class RequestMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Request";

    /// <summary>Seconds; fine where voice is felt, coarse where sessions last.</summary>
    private static readonly double[] DurationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 30, 60, 300, 1800];

    private readonly Recordings _recordings;
    private readonly Action<object> _record;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _upstream;
    private readonly ConcurrentDictionary<RequestLabels, StrongBox<long>> _active = new();
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _upstreamErrors;

    public RequestMetrics(IMeterFactory meters, Recordings recordings)
    {
        _recordings = recordings;
        _record = end => Record((End)end);
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram(
            "gateway.request.duration", "s", "From the request's head to the last byte of the answer, or the end of the socket.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets });
        _upstream = meter.CreateHistogram(
            "gateway.request.upstream.duration", "s", "From the request leaving for the upstream to the head of its answer.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets });
        meter.CreateObservableUpDownCounter(
            "gateway.request.active",
            () => _active.Select(active => new Measurement<long>(Volatile.Read(ref active.Value.Value), Contract(active.Key.Contract), Transport(active.Key.Transport))),
            "{request}",
            "Calls and sockets in the gateway now.");
        _refusals = meter.CreateCounter<long>("gateway.request.refusals", "{request}", "Answers of the gateway's own instead of the upstream's.");
        _upstreamErrors = meter.CreateCounter<long>("gateway.request.upstream_errors", "{request}", "Answers of the upstream with a status of 400 or above, passed on as they came.");
    }

    /// <summary>A request came.</summary>
    public void Started(RequestLabels labels) => Interlocked.Increment(ref ActiveOf(labels).Value);

    /// <summary>A request is over; <paramref name="labels"/> are those it started with.</summary>
    /// <param name="labels">What it asked for.</param>
    /// <param name="outcome">One of <see cref="RequestOutcome"/>.</param>
    /// <param name="status">The status that was sent; 0: none was.</param>
    /// <param name="duration">From its head to its end.</param>
    /// <param name="answer">What the upstream answered; null: nothing.</param>
    public void Ended(RequestLabels labels, string outcome, int status, TimeSpan duration, UpstreamAnswer? answer = null)
    {
        Interlocked.Decrement(ref ActiveOf(labels).Value);
        _recordings.Post(new End(labels, outcome, status, duration, answer), _record);
    }

    private void Record(End end)
    {
        var (labels, outcome, status, duration, answer) = end;
        if (status >= 400 && outcome is RequestOutcome.Forwarded)
            _upstreamErrors.Add(1, Contract(labels.Contract), new("status", NameOf(status)));
        var tags = new TagList { Contract(labels.Contract), Transport(labels.Transport), { "outcome", outcome }, { "status", ClassOf(status) } };
        _duration.Record(duration.TotalSeconds, tags);
        if (answer is not null)
            _upstream.Record(answer.After.TotalSeconds, new KeyValuePair<string, object?>("host", answer.Address.Authority));
    }

    /// <summary>The gateway answers itself; also leaves a note for <see cref="RequestOutcome"/>.</summary>
    public void Refused(HttpContext context, ErrorKind kind)
    {
        context.Keep(new OwnAnswer(kind));
        if (context.Response.HasStarted)
            return; // too late for an answer; the request ends as failed or broken
        _refusals.Add(
            1,
            Contract(context.Find<IContractFeature>()?.Contract.Id ?? RequestLabels.None.Contract),
            new("reason", ErrorCode.Of(kind)));
    }

    private StrongBox<long> ActiveOf(RequestLabels labels) => _active.GetOrAdd(labels, static _ => new());

    private static KeyValuePair<string, object?> Contract(string id) => new("contract", id);

    private static KeyValuePair<string, object?> Transport(string transport) => new("transport", transport);

    private static string ClassOf(int status) => status switch
    {
        < 100 => "none",
        < 200 => "1xx",
        < 300 => "2xx",
        < 400 => "3xx",
        < 500 => "4xx",
        _ => "5xx",
    };

    /// <summary>The statuses an operator acts on, by name; an upstream may send any number.</summary>
    private static string NameOf(int status) => status switch
    {
        400 => "400",
        401 => "401",
        403 => "403",
        404 => "404",
        408 => "408",
        410 => "410",
        413 => "413",
        422 => "422",
        429 => "429",
        500 => "500",
        502 => "502",
        503 => "503",
        504 => "504",
        < 500 => "4xx",
        _ => "5xx",
    };

    private sealed record End(RequestLabels Labels, string Outcome, int Status, TimeSpan Duration, UpstreamAnswer? Answer);
}
