using Gateway.Policies.Contracts;
using Waves.Simulator.Books;
using Waves.Simulator.Faults;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Benchmarks.Admission;

/// <summary>
/// Every way that work can end, for every kind of work: how long until its only slot is somebody else's, who waits for it at
/// another gateway. Counted from what ended it (the client's act, the close frame that a deaf client was sent, or the end of
/// the upstream's side of the call) to the arrival of the next at the upstream.
/// </summary>
internal static class EndsProof
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Enough to get in line.</summary>
    private static readonly TimeSpan InLine = TimeSpan.FromMilliseconds(50);

    /// <summary>When a client acts.</summary>
    private enum Moment
    {
        /// <summary>While its work goes on.</summary>
        Within,

        /// <summary>When it has read something of the answer.</summary>
        AfterFirstBytes,

        /// <summary>When the upstream has ended its answer.</summary>
        AfterTheAnswer,
    }

    /// <summary>An end of the first call.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Fault">What the upstream does; null: answers.</param>
    /// <param name="Act">What the client does; null: waits for its end.</param>
    /// <param name="When">When it does so.</param>
    /// <param name="Times">How often it is tried.</param>
    /// <param name="IsDeaf">The client reads nothing, and so answers nothing either.</param>
    /// <param name="HasLeaver">Somebody stands in line before the next, and leaves when the first does.</param>
    private sealed record Way(string Name, Fault? Fault, Func<RawCall, Task>? Act = null, Moment When = Moment.Within, int Times = 20, bool IsDeaf = false, bool HasLeaver = false)
    {
        /// <summary>Whether only the gateway's patience ends it.</summary>
        public bool IsSilence => Act is null && Fault?.Kind is (FaultKind.Stall or FaultKind.StallMidBody);

        /// <summary>Whether the upstream ends the work, whatever the client does after it.</summary>
        public bool IsTheUpstreams => Act is null || When is Moment.AfterTheAnswer;
    }

    private static readonly Way[] OfCalls =
    [
        new("answered", null),
        new("answered, client reads nothing", null, IsDeaf: true),
        new("client FIN before the answer", Fault.Stall(), Finish),
        new("client RST before the answer", Fault.Stall(), Reset),
        new("client FIN within the answer", Fault.StallAfter(5), Finish, Moment.AfterFirstBytes),
        new("client RST within the answer", Fault.StallAfter(5), Reset, Moment.AfterFirstBytes),
        new("client FIN after the answer", null, Finish, Moment.AfterTheAnswer),
        new("client RST after the answer", null, Reset, Moment.AfterTheAnswer),
        new("client RST, and the next in line too", Fault.Stall(), Reset, HasLeaver: true),
        new("upstream 404", Fault.Answer(404)),
        new("upstream 500", Fault.Answer(500)),
        new("upstream 503", Fault.Answer(503)),
        new("upstream reset before the answer", Fault.ResetBeforeHeaders()),
        new("upstream reset within the answer", Fault.ResetAfter(5)),
        new("upstream FIN within the answer", Fault.FinAfter(5)),
        new("upstream garbage", Fault.Garbage()),
        new("upstream silent before the answer", Fault.Stall(), Times: 4),
        new("upstream silent within the answer", Fault.StallAfter(5), Times: 4),
    ];

    private static readonly Way[] OfSockets =
    [
        new("client close", null, call => call.SendAsync([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8])),
        new("client FIN", null, Finish),
        new("client RST", null, Reset),
        new("client RST, and the next in line too", null, Reset, HasLeaver: true),
        new("client breaks the protocol", null, call => call.SendAsync([0xf1, 0x80, 0, 0, 0, 0])),
        new("upstream close", Fault.SocketClose(1012, "restarting")),
        new("upstream close, client deaf", Fault.SocketClose(1012, "restarting"), IsDeaf: true),
        new("upstream reset", Fault.SocketReset(0)),
        new("upstream reset, client deaf", Fault.SocketReset(0), IsDeaf: true),
        new("upstream breaks the protocol", Fault.SocketFrame(MalformedFrame.ReservedBits)),
        new("upstream refuses the handshake", Fault.Answer(403)),
        new("upstream silent at the handshake", Fault.Stall(), Times: 4),
    ];

    public static async IAsyncEnumerable<ProofLine> RunAsync(WorkKind kind)
    {
        await using var site = await ProofSite.StartAsync(1, null, TimeSpan.Zero, replicas: 2, groups: ["chat", "tts", "stt", "stt-live", "s2s", "clone", "pca", "management"], more: new()
        {
            ["Gateway__Upstream__ResponseTimeout"] = "00:00:01",
            ["Gateway__Upstream__HandshakeTimeout"] = "00:00:01",
            ["Gateway__Upstream__BreakerThreshold"] = "1000",
            ["Gateway__Relay__CloseTimeout"] = "00:00:00.500",
        });
        // The first load code.
        await MeasureAsync(site, kind, new("", null, kind.IsSocket ? Finish : null, Times: 10));
        var took = new List<(string Way, TimeSpan Time)>();
        var lost = 0;
        // Work that may take ten minutes is given ten minutes.
        var isLong = WavesContracts.All.First(contract => contract.Id == kind.Row).ResponseTimeout is not null;
        var ways = (kind.IsSocket ? OfSockets : OfCalls).Where(way => !(isLong && way.IsSilence)).ToList();
        foreach (var way in ways)
        {
            var times = await MeasureAsync(site, kind, way);
            lost += times.Count(time => time is null);
            took.AddRange(times.OfType<TimeSpan>().Select(time => (way.Name, time)));
        }
        took.Sort((one, other) => one.Time.CompareTo(other.Time));
        var p99 = took[Math.Min(took.Count - 1, (int)(took.Count * 0.99))].Time;
        yield return new(
            $"{kind.Name}: {took.Count} ends of {ways.Count} ways: slot in use again, p99; longest; lost",
            "<= 100 ms; ; 0",
            $"{p99.TotalMilliseconds:F0} ms; {took[^1].Time.TotalMilliseconds:F0} ms ({took[^1].Way}); {lost}",
            p99 <= TimeSpan.FromMilliseconds(100) && lost == 0);
    }

    private static async Task<List<TimeSpan?>> MeasureAsync(ProofSite site, WorkKind kind, Way way)
    {
        var times = new List<TimeSpan?>();
        for (var i = 0; i < way.Times; i++)
            times.Add(await MeasureOnceAsync(site, kind, way));
        return times;
    }

    /// <returns>Null: the slot did not come back.</returns>
    private static async Task<TimeSpan?> MeasureOnceAsync(ProofSite site, WorkKind kind, Way way)
    {
        site.Upstream.Reset();
        site.Upstream.Limits = PlanLimits.Unlimited;
        // A synthesis on a socket that nothing happens to goes on.
        site.Upstream.Cadence = Cadence.Instant with { TimeToFirstAudio = kind.IsSocket ? TimeSpan.FromHours(1) : TimeSpan.Zero };
        // What would be answered at once is held up until the next stands in line.
        if ((way.Fault ?? (kind.IsSocket ? null : Fault.Late(InLine))) is { } fault)
            site.Upstream.Faults.Add(fault.After(way.IsTheUpstreams && !kind.IsSocket ? InLine : TimeSpan.Zero).On(kind.Row).Once());
        using var first = await RawCall.BeginAsync(kind, site.Replicas[0].Address, site.Keys["one"]);
        await ArrivalAsync(site, kind, 1, begun: false);
        if (kind.IsSocket && way.Fault?.Kind is not (FaultKind.Status or FaultKind.Stall))
            await first.OpenAsync(kind);
        else if (way.When is Moment.AfterFirstBytes)
            await first.ReadSomeAsync();
        if (way.Fault is null)
            await ArrivalAsync(site, kind, 1, begun: true);
        var reading = way.Act is null && !way.IsDeaf ? ReadToEndAsync(first) : Task.CompletedTask;
        var closing = way.IsDeaf && kind.IsSocket ? ReadOnceAsync(first) : null;
        using var leaver = way.HasLeaver ? await RawCall.BeginAsync(kind, site.Replicas[1].Address, site.Keys["one"]) : null;
        if (leaver is not null)
        {
            if (kind.FirstFrame().Length > 0)
                await leaver.OpenAsync(kind);
            await Task.Delay(InLine, TimeProvider.System);
        }
        using var next = await RawCall.BeginAsync(kind, site.Replicas[1].Address, site.Keys["one"]);
        var opening = kind.IsSocket ? next.OpenAsync(kind) : Task.CompletedTask;
        DateTimeOffset? acted = null;
        if (way.Act is { } act)
        {
            if (way.When is Moment.AfterTheAnswer)
                await ProofSite.UntilAsync(() => Records(site, kind)[0].EndedAt is not null, "the upstream has answered");
            else
                await Task.Delay(InLine, TimeProvider.System);
            leaver?.Reset();
            acted = TimeProvider.System.GetUtcNow();
            await act(first);
        }
        var arrived = await ArrivalAsync(site, kind, 2, begun: true);
        await opening;
        first.Dispose();
        next.Reset();
        await reading;
        if (closing is not null)
            acted = await closing;
        await site.Upstream.Books.WaitForIdleAsync();
        var ended = Records(site, kind)[0].EndedAt!.Value;
        if (acted < ended)
            ended = acted.Value;
        return arrived is null ? null : arrived > ended ? arrived - ended : TimeSpan.Zero;
    }

    /// <summary>When the n-th piece of work of a kind was seen at the upstream; null: not in time.</summary>
    /// <param name="site">Where.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="place">From 1, in order of arrival.</param>
    /// <param name="begun">Of work on a socket: its first frame, not the socket.</param>
    private static async Task<DateTimeOffset?> ArrivalAsync(ProofSite site, WorkKind kind, int place, bool begun)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            var later = Records(site, kind).Skip(place - 1).ToList();
            if (later.Count > 0 && (!begun || kind.FirstFrame().Length == 0))
                return later[0].ArrivedAt;
            // The socket of somebody who left the line is there, too, and says nothing.
            if (later.Exists(record => record.Socket?.FromClient.Messages > 0))
                return TimeProvider.System.GetUtcNow();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
        return null;
    }

    private static List<RequestRecord> Records(ProofSite site, WorkKind kind) => [.. site.Upstream.Books.For(kind.Row).OrderBy(record => record.ArrivedAt)];

    /// <returns>When something came, which is a close frame, or the connection ended.</returns>
    private static async Task<DateTimeOffset> ReadOnceAsync(RawCall call)
    {
        await call.ReadSomeAsync();
        return TimeProvider.System.GetUtcNow();
    }

    private static async Task ReadToEndAsync(RawCall call)
    {
        while (await call.ReadSomeAsync() > 0)
        {
        }
    }

    private static Task Finish(RawCall call)
    {
        call.Finish();
        return Task.CompletedTask;
    }

    private static Task Reset(RawCall call)
    {
        call.Reset();
        return Task.CompletedTask;
    }
}
