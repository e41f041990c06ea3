using System.Diagnostics;
using System.Diagnostics.Metrics;
using Gateway.Policies.Admission;

namespace Gateway.Admission;

/// <summary>What operators watch of capacity: who waited how long, and what was refused by which limit. Thread-safe.</summary>
internal sealed class AdmissionMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Admission";

    /// <summary>Seconds; the wait is part of the time to first audio, so it is fine below a second.</summary>
    private static readonly double[] WaitBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60];

    /// <summary>Seconds; a decision waits for 50 ms unless told otherwise.</summary>
    private static readonly double[] RedisBuckets = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

    private static readonly KeyValuePair<string, object?> LeaseFound = new("found", "lease");

    private static readonly KeyValuePair<string, object?> WorkFound = new("found", "work");

    private static readonly AdmissionMode[] Modes = Enum.GetValues<AdmissionMode>();

    private readonly Histogram<double> _wait;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _shadowed;
    private readonly Counter<long> _upstreamRefusals;
    private readonly Counter<long> _contactLosses;
    private readonly Histogram<double> _redis;
    private readonly Counter<long> _leasesLost;
    private readonly Counter<long> _leasesUnaccounted;
    private readonly Meter _meter;

    public AdmissionMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _wait = _meter.CreateHistogram(
            "gateway.admission.wait", "s", "Time in the queue, of work that was admitted and of work that was refused.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = WaitBuckets });
        _refusals = _meter.CreateCounter<long>("gateway.admission.refusals", "{request}", "Work refused, by the limit that stood in the way.");
        _shadowed = _meter.CreateCounter<long>("gateway.admission.shadow.exceeded", "{request}", "Work let in beyond a limit that only counts: it would have had to wait, or been refused.");
        _upstreamRefusals = _meter.CreateCounter<long>("gateway.admission.upstream.refusals", "{request}", "Work that was let in and that the upstream refused for a limit: the plan's figures are not what the account has.");
        _contactLosses = _meter.CreateCounter<long>("gateway.admission.contact.losses", "{loss}", "Times the shared books did not answer in time.");
        _redis = _meter.CreateHistogram(
            "gateway.admission.redis.duration", "s", "From a question to Redis to its answer.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = RedisBuckets });
        _leasesLost = _meter.CreateCounter<long>("gateway.admission.leases.lost", "{lease}", "Leases whose slot was sold while this replica could not renew them; their work is ended.");
        _leasesUnaccounted = _meter.CreateCounter<long>("gateway.admission.leases.unaccounted", "{lease}", "Leases that no work of this process goes with, and work that goes on without its lease. Stays 0; anything else is a defect.");
    }

    /// <summary>The process starts: what counts trouble is seen at zero, so that the first of it is a rise.</summary>
    public void Begin()
    {
        _contactLosses.Add(0);
        _leasesLost.Add(0);
        _leasesUnaccounted.Add(0, LeaseFound);
        _leasesUnaccounted.Add(0, WorkFound);
    }

    /// <summary>Shows how the books are kept.</summary>
    public void ObserveMode(Func<AdmissionMode> mode) => _meter.CreateObservableGauge(
        "gateway.admission.mode",
        () => Modes.Select(name => new Measurement<int>(name == mode() ? 1 : 0, new KeyValuePair<string, object?>("mode", NameOf(name)))),
        "{mode}",
        "1 for the mode that holds: normal, degraded, closed, open.");

    /// <summary>Shows what this replica holds.</summary>
    public void ObserveLeases(Func<int> leases) => _meter.CreateObservableGauge("gateway.admission.leases", leases, "{lease}", "Leases that this replica holds.");

    /// <summary>The shared books did not answer.</summary>
    public void ContactLost() => _contactLosses.Add(1);

    /// <summary>Redis answered.</summary>
    public void RedisAnswered(TimeSpan duration) => _redis.Record(duration.TotalSeconds);

    /// <summary>A lease is somebody else's now.</summary>
    public void LeaseLost() => _leasesLost.Add(1);

    /// <summary>A lease was found that nobody lives by.</summary>
    public void LeaseWithoutWork() => _leasesUnaccounted.Add(1, LeaseFound);

    /// <summary>Work was found whose lease is not in the books.</summary>
    public void WorkWithoutLease() => _leasesUnaccounted.Add(1, WorkFound);

    /// <summary>The upstream refused what the books had let in.</summary>
    public void RefusedUpstream(AdmissionRequest request, LimitKind limit) =>
        _upstreamRefusals.Add(1, new("account", request.Account), new("group", GroupOf(request)), new("limit", NameOf(limit)));

    /// <summary>The books answered.</summary>
    public void Decided(AdmissionRequest request, in AdmissionDecision decision)
    {
        var account = new KeyValuePair<string, object?>("account", request.Account);
        var group = new KeyValuePair<string, object?>("group", GroupOf(request));
        _wait.Record(decision.Queued.TotalSeconds, account, group, new("outcome", decision.Admitted ? "admitted" : "refused"));
        if (!decision.Admitted)
            _refusals.Add(1, new TagList { account, group, { "limit", NameOf(decision.Limit) }, { "level", NameOf(decision.Level) } });
        else if (decision.ShadowLimit is not LimitKind.None)
            _shadowed.Add(1, new TagList { account, group, { "limit", NameOf(decision.ShadowLimit) }, { "level", NameOf(decision.ShadowLevel) } });
    }

    /// <summary>The pool without its model: a closed set, whatever callers name.</summary>
    private static string GroupOf(AdmissionRequest request)
    {
        var pool = request.Levels.IsEmpty ? "none" : request.Levels[0].Id;
        var model = pool.IndexOf(':', StringComparison.Ordinal);
        return model < 0 ? pool : pool[..model];
    }

    private static string NameOf(LimitKind limit) => limit switch
    {
        LimitKind.RequestsPerMinute => "requests_per_minute",
        LimitKind.Slots => "slots",
        LimitKind.Sockets => "sockets",
        LimitKind.QueueFull => "queue_full",
        LimitKind.StoreUnavailable => "store_unavailable",
        _ => "none",
    };

    private static string NameOf(AdmissionMode mode) => mode switch
    {
        AdmissionMode.Degraded => "degraded",
        AdmissionMode.Closed => "closed",
        AdmissionMode.Open => "open",
        _ => "normal",
    };

    private static string NameOf(LimitLevel level) => level switch
    {
        LimitLevel.Team => "team",
        LimitLevel.Key => "key",
        _ => "account",
    };
}
