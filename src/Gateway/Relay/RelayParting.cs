using Gateway.Relay.Framing;
using Gateway.Relay.Pumping;

namespace Gateway.Relay;

/// <summary>How a session that has come to its end parts from its peers. Used once.</summary>
/// <param name="client">The client's leg.</param>
/// <param name="upstream">The upstream's leg.</param>
/// <param name="upPump">What reads from the client.</param>
/// <param name="downPump">What reads from the upstream.</param>
/// <param name="closeTimeout">For the answer to a close frame.</param>
/// <param name="time">The clock.</param>
internal sealed class RelayParting(RelayLeg client, RelayLeg upstream, RelayPump upPump, RelayPump downPump, TimeSpan closeTimeout, TimeProvider time)
{
    /// <summary>For the answer to a peer that has closed properly while the other did not.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// For what a client still has to say to an upstream that has ended: its answer to a close frame, most of all. Slots
    /// are scarce, so an upstream is not held by a client that is deaf; who answers at once is heard word for word.
    /// </summary>
    private static readonly TimeSpan DeafTimeout = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// For a peer that broke the protocol to read why and leave. Nothing it says is understood any more, so its answer to
    /// our close frame cannot be waited for.
    /// </summary>
    private static readonly TimeSpan FaultTimeout = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// For the upstream to end the connection after both have closed, as a server does first (RFC 6455, 7.1.1). Over
    /// HTTP/2 our end would be a reset, which takes with it what it has not read: our answer.
    /// </summary>
    private static readonly TimeSpan HangUpTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>Says goodbye to both, waits for their answers for a moment, and leaves.</summary>
    /// <param name="ending">How.</param>
    /// <param name="up">What comes from the client, to its very end.</param>
    /// <param name="down">The same of the upstream.</param>
    /// <param name="upstreamGone">
    /// Called once with the upstream's end, when its connection is over and all that came from it has been heard, or the
    /// client takes no more of it: whoever waits for what the session holds need not wait for its client.
    /// </param>
    public async Task PartAsync(RelayEnding ending, Task<DirectionEnd> up, Task<DirectionEnd> down, Func<DirectionEnd, ValueTask> upstreamGone)
    {
        foreach (var (leg, code) in new[] { (client, ending.ToClient), (upstream, ending.ToUpstream) })
        {
            if (code != CloseStatus.None)
                leg.Reserve(closeOnly: ending.Guilty == leg.Side);
            if (ending.Cut == leg.Side || leg.IsCutOff)
                leg.Abort();
        }
        // A cut connection is over, whether or not the client still takes what came from it.
        var told = ending.Cut == RelaySide.Upstream ? TellAsync(Task.CompletedTask) : null;
        Task parted = ending.Guilty is { } guilty
            ? PartFromGuiltyAsync(ending, guilty, guilty == RelaySide.Client ? down : up)
            : PartInPeaceAsync(ending, up, down);
        var left = LeaveUpstreamAsync(ending.Guilty is null ? Task.WhenAny(parted, down) : parted);
        told ??= TellAsync(left);
        await parted;
        await Task.WhenAll(LeaveAsync(client, up, upPump), left, told, up, down);

        async Task LeaveUpstreamAsync(Task ready)
        {
            await ready;
            await up.IsOverWithinAsync(DeafTimeout, time);
            await LeaveAsync(upstream, down, downPump);
        }

        async Task TellAsync(Task left)
        {
            await left;
            await upstreamGone(await down.IsOverWithinAsync(DeafTimeout, time) ? await down : default);
        }
    }

    /// <returns>Whether both were heard out in time.</returns>
    private Task<bool> PartInPeaceAsync(RelayEnding ending, Task<DirectionEnd> up, Task<DirectionEnd> down)
    {
        var goodbyes = Task.WhenAll(
            SayAsync(client, ending.LastWord, ending.ToClient, ending.Text),
            SayAsync(upstream, ReadOnlyMemory<byte>.Empty, ending.ToUpstream, ending.Text));
        return Task.WhenAll(up, down, goodbyes).IsOverWithinAsync(closeTimeout, time);
    }

    /// <summary>
    /// The innocent peer is told at once and heard out: what it answers to all that came before the fault still belongs to
    /// the guilty one, which gets its close frame behind it, as it would from that peer itself.
    /// </summary>
    private async Task PartFromGuiltyAsync(RelayEnding ending, RelaySide guilty, Task<DirectionEnd> innocentHeard)
    {
        var (culprit, other) = guilty == RelaySide.Client ? (client, upstream) : (upstream, client);
        await Task.WhenAll(SayAsync(other, ReadOnlyMemory<byte>.Empty, ending.ToUpstream, ending.Text), innocentHeard).IsOverWithinAsync(closeTimeout, time);
        culprit.Reserve(closeOnly: false);
        await SayAsync(culprit, ReadOnlyMemory<byte>.Empty, ending.ToClient, ending.Text).IsOverWithinAsync(AnswerTimeout, time);
    }

    /// <summary>Ends one leg: as it should be where both sides have said so, else by cutting it.</summary>
    /// <param name="leg">The leg.</param>
    /// <param name="heard">What came from it.</param>
    /// <param name="pump">What reads from it.</param>
    private async Task LeaveAsync(RelayLeg leg, Task<DirectionEnd> heard, RelayPump pump)
    {
        var end = heard.IsCompletedSuccessfully ? await heard : (DirectionEnd?)null;
        // Who closed properly is answered, even if the one it was meant for is not there to do it.
        if (end is { Kind: DirectionEndKind.Closed, Close: var close } && !leg.IsClosed)
            await SayAsync(leg, ReadOnlyMemory<byte>.Empty, close.Code, "", always: true).IsOverWithinAsync(AnswerTimeout, time);

        switch (end?.Kind)
        {
            case DirectionEndKind.Closed when leg.HasSentClose && leg.Side == RelaySide.Client:
                return;
            case DirectionEndKind.Closed when leg.HasSentClose:
                if (!await DiscardAsync(pump, HangUpTimeout))
                    leg.Abort();
                return;
            case DirectionEndKind.Fault when leg.HasSentClose:
                // A quiet end: a reset could take our close frame with it.
                if (!await DiscardAsync(pump, FaultTimeout) && leg.Side == RelaySide.Upstream)
                    leg.Abort();
                return;
            default:
                leg.Abort();
                return;
        }
    }

    /// <returns>Whether the peer left by itself.</returns>
    private async Task<bool> DiscardAsync(RelayPump pump, TimeSpan timeout)
    {
        using var patience = new CancellationTokenSource(timeout, time);
        await pump.DiscardAsync(patience.Token);
        return !patience.IsCancellationRequested;
    }

    private static async Task SayAsync(RelayLeg leg, ReadOnlyMemory<byte> lastWord, ushort code, string reason, bool always = false)
    {
        try
        {
            if (!lastWord.IsEmpty)
                await leg.SendAsync(Opcode.Text, lastWord);
            if (code != CloseStatus.None || always)
                await leg.SendCloseAsync(code, reason);
        }
        catch (Exception e) when (BrokenConnection.Is(e))
        {
            // It is gone, and will be cut.
        }
    }
}
