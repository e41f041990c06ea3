using System.Diagnostics;
using System.Diagnostics.Metrics;
using Gateway.Errors;
using Gateway.Forwarding;
using Gateway.Policies.Errors;
using Gateway.Routing;

namespace Gateway.Telemetry;

/// <summary>
/// What operators watch per endpoint: how many calls, how long, how they ended, what was refused. Tags come from closed
/// sets: contract ids, outcomes, error codes. Thread-safe.
/// </summary>
internal sealed class RequestMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Request";

    /// <summary>Seconds; fine where voice is felt, coarse where sessions last.</summary>
    private static readonly double[] DurationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 30, 60, 300, 1800];

    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _refusals;

    public RequestMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram(
            "gateway.request.duration", "s", "From the request's head to the last byte of the answer, or the end of the socket.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets });
        _active = meter.CreateUpDownCounter<long>("gateway.request.active", "{request}", "Calls and sockets in the gateway now.");
        _refusals = meter.CreateCounter<long>("gateway.request.refusals", "{request}", "Answers of the gateway's own instead of the upstream's.");
    }

    /// <summary>A request matched a contract.</summary>
    public void Started(string contract) => _active.Add(1, new KeyValuePair<string, object?>("contract", contract));

    /// <summary>A request is over.</summary>
    public void Ended(HttpContext context, string contract, TimeSpan duration)
    {
        _active.Add(-1, new KeyValuePair<string, object?>("contract", contract));
        var tags = new TagList { { "contract", contract }, { "outcome", OutcomeOf(context) }, { "status", StatusClass(context.Response.StatusCode) } };
        _duration.Record(duration.TotalSeconds, tags);
    }

    /// <summary>The gateway answered itself.</summary>
    public void Refused(HttpContext context, ErrorKind kind) => _refusals.Add(
        1,
        new KeyValuePair<string, object?>("contract", context.Features.Get<IContractFeature>()?.Contract.Id ?? "none"),
        new KeyValuePair<string, object?>("reason", ErrorCode.Of(kind)));

    private static string OutcomeOf(HttpContext context) =>
        context.Features.Get<BrokenStream>() is not null ? "upstream_broke"
        : context.RequestAborted.IsCancellationRequested ? "caller_left"
        : context.Response.Headers.ContainsKey(ErrorCode.Header) ? "refused"
        : "forwarded";

    private static string StatusClass(int status) => status switch { < 200 => "1xx", < 300 => "2xx", < 400 => "3xx", < 500 => "4xx", _ => "5xx" };
}
