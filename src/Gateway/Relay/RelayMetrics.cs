using System.Diagnostics.Metrics;
using Gateway.Relay.Pumping;

namespace Gateway.Relay;

/// <summary>What operators watch of sockets. Tags come from closed sets: contract ids, directions, reasons. Thread-safe.</summary>
internal sealed class RelayMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Relay";

    /// <summary>Seconds; a synthesis and a call of an hour are both sessions.</summary>
    private static readonly double[] SessionBuckets = [0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200];

    /// <summary>Seconds; a listener notices tenths.</summary>
    private static readonly double[] AudioBuckets = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10];

    private readonly UpDownCounter<long> _active;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _firstAudio;
    private readonly Histogram<double> _gap;
    private readonly Histogram<double> _underrun;
    private readonly Counter<long> _interruptions;
    private readonly Counter<long> _unbooked;

    public RelayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _active = meter.CreateUpDownCounter<long>("gateway.relay.active", "{session}", "Sockets that are relayed now.");
        _duration = meter.CreateHistogram(
            "gateway.relay.session.duration", "s", "From both sides connected to both gone, by the first cause of the end.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = SessionBuckets });
        _frames = meter.CreateCounter<long>("gateway.relay.frames", "{frame}", "Data frames, counted when their session ends.");
        _bytes = meter.CreateCounter<long>("gateway.relay.bytes", "By", "Bytes read from a peer, counted when their session ends.");
        _firstAudio = AudioHistogram(meter, "gateway.relay.audio.first", "From the first text of a synthesis or the end of a turn of speech to its first audio.");
        _gap = AudioHistogram(meter, "gateway.relay.audio.gap", "Longest time between two pieces of audio of one synthesis or response.");
        _underrun = AudioHistogram(meter, "gateway.relay.audio.underrun", "Silence a listener without a buffer heard inside one synthesis or response.");
        _interruptions = meter.CreateCounter<long>("gateway.relay.audio.interruptions", "{response}", "Answers that their listener cut short: barge-in.");
        _unbooked = meter.CreateCounter<long>("gateway.relay.audio.unbooked", "{frame}", "Audio of the upstream while no synthesis was admitted; the books and the upstream disagree.");
    }

    /// <summary>A session began.</summary>
    public void Began(string contract) => _active.Add(1, Contract(contract));

    /// <summary>A session is over.</summary>
    public void Ended(string contract, RelayEndReason reason, TimeSpan duration, in RelayTraffic traffic)
    {
        _active.Add(-1, Contract(contract));
        _duration.Record(duration.TotalSeconds, Contract(contract), new("cause", NameOf(reason)));
        _frames.Add(traffic.FramesUp, Contract(contract), Up);
        _frames.Add(traffic.FramesDown, Contract(contract), Down);
        _bytes.Add(traffic.BytesUp, Contract(contract), Up);
        _bytes.Add(traffic.BytesDown, Contract(contract), Down);
    }

    /// <summary>A stretch of audio is over: a synthesis, or one response of Hydra.</summary>
    /// <param name="contract">The contract's row.</param>
    /// <param name="toFirst">Until its first audio; null without any.</param>
    /// <param name="longestGap">Between two pieces.</param>
    /// <param name="underrun">Silence inside it.</param>
    public void Played(string contract, TimeSpan? toFirst, TimeSpan longestGap, TimeSpan underrun)
    {
        if (toFirst is not { } first)
            return;
        _firstAudio.Record(first.TotalSeconds, Contract(contract));
        _gap.Record(longestGap.TotalSeconds, Contract(contract));
        _underrun.Record(underrun.TotalSeconds, Contract(contract));
    }

    /// <summary>A listener cut an answer short.</summary>
    /// <param name="contract">The contract's row.</param>
    /// <param name="by"><c>speech</c>: by speaking; <c>client</c>: by asking for silence; <c>close</c>: by leaving.</param>
    public void Interrupted(string contract, string by) => _interruptions.Add(1, Contract(contract), new("by", by));

    /// <summary>Audio came that belongs to no admitted work.</summary>
    public void Unbooked(string contract) => _unbooked.Add(1, Contract(contract));

    private static readonly KeyValuePair<string, object?> Up = new("direction", "up");

    private static readonly KeyValuePair<string, object?> Down = new("direction", "down");

    private static KeyValuePair<string, object?> Contract(string id) => new("contract", id);

    private static Histogram<double> AudioHistogram(Meter meter, string name, string description) =>
        meter.CreateHistogram(name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = AudioBuckets });

    /// <summary>A cause as metrics and spans name it.</summary>
    internal static string NameOf(RelayEndReason reason) => reason switch
    {
        RelayEndReason.ClientClosed => "client_closed",
        RelayEndReason.UpstreamClosed => "upstream_closed",
        RelayEndReason.ClientGone => "client_gone",
        RelayEndReason.UpstreamGone => "upstream_gone",
        RelayEndReason.ClientFault => "client_fault",
        RelayEndReason.UpstreamFault => "upstream_fault",
        RelayEndReason.ClientLost => "client_lost",
        RelayEndReason.UpstreamLost => "upstream_lost",
        RelayEndReason.ClientStalled => "client_stalled",
        RelayEndReason.UpstreamStalled => "upstream_stalled",
        RelayEndReason.Idle => "idle",
        RelayEndReason.Drained => "drained",
        RelayEndReason.Revoked => "revoked",
        RelayEndReason.Operator => "operator",
        _ => "failed",
    };
}
