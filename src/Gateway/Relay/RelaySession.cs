using System.Buffers;
using Gateway.Relay.Framing;
using Gateway.Relay.Pumping;

namespace Gateway.Relay;

/// <summary>
/// One client and one upstream that talk to each other: two directions, one conversation. Whatever ends first ends both:
/// a close frame for whoever still listens, a moment for its answer, then both connections are gone. Runs once;
/// <see cref="End"/>, <see cref="Tick"/> and the properties may be used from any thread meanwhile.
/// </summary>
internal sealed class RelaySession : IDisposable
{
    /// <summary>After a failed write, for what the peer had said before: its close frame, most of all.</summary>
    private static readonly TimeSpan LastWordsTimeout = TimeSpan.FromMilliseconds(500);

    private readonly RelayLeg _client;
    private readonly RelayLeg _upstream;
    private readonly RelayPump _up;
    private readonly RelayPump _down;
    private readonly RelayTimes _times;
    private readonly RelayParting _parting;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource<RelayEnding> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<ReadOnlyMemory<byte>>? _idleLastWord;
    private readonly List<Task> _pings = [];
    private long _messagesAtTick;
    private int _idleTicks;

    /// <summary>Prepares a session; nothing is read before <see cref="RunAsync"/>.</summary>
    /// <param name="setup">Its peers and who looks on.</param>
    /// <param name="options">Settings.</param>
    /// <param name="pool">Where buffers come from.</param>
    /// <param name="time">The clock.</param>
    public RelaySession(RelaySetup setup, RelayOptions options, ArrayPool<byte> pool, TimeProvider time)
    {
        _client = setup.Client;
        _upstream = setup.Upstream;
        _times = RelayTimes.Of(options, setup.IdleTimeout);
        _time = time;
        _idleLastWord = setup.IdleLastWord;
        var fromClient = new FrameFlow(
            FrameSender.Client, options.MaxMessageBytes, pool, _client.Nonce, setup.ClientWatch, setup.Gate is not null);
        var fromUpstream = new FrameFlow(
            FrameSender.Server, options.MaxMessageBytes, pool, _upstream.Nonce, setup.UpstreamWatch, judges: false);
        _up = new RelayPump(_client, _upstream, fromClient, setup.ClientWatch, setup.Gate, _ending.Token);
        _down = new RelayPump(_upstream, _client, fromUpstream, setup.UpstreamWatch, null, _ending.Token);
        _down.Begin(setup.UpstreamAhead.Span);
        _parting = new(_client, _upstream, _up, _down, options.CloseTimeout, time);
    }

    /// <summary>Whether it has come to its end, even if peers are still being parted.</summary>
    public bool IsEnding => _told.Task.IsCompleted;

    /// <summary>What passed so far.</summary>
    public RelayTraffic Traffic => new(_up.DataFrames, _down.DataFrames, _up.Bytes, _down.Bytes);

    /// <summary>With what the upstream closed; <see cref="CloseStatus.None"/> if it did not. Known when the upstream is gone.</summary>
    public CloseStatus UpstreamClose { get; private set; }

    /// <summary>Brings the session to its end. The first cause wins.</summary>
    public void End(RelayEnding ending) => _told.TrySetResult(ending);

    /// <summary>Relays until both connections are over.</summary>
    /// <param name="upstreamGone">
    /// Called once when the upstream's connection is over and all that came from it has been heard; the client may still be
    /// there. Not called when the session fails.
    /// </param>
    /// <returns>How it ended; what it wants of either peer has been done.</returns>
    public async Task<RelayEnding> RunAsync(Func<RelayEnding, ValueTask> upstreamGone)
    {
        var up = _up.RunAsync();
        var down = _down.RunAsync();
        try
        {
            var first = await Task.WhenAny(up, down, _told.Task);
            if (first == up)
                End(await EndingOfAsync(await up, _client, _upstream, down));
            else if (first == down)
                End(await EndingOfAsync(await down, _upstream, _client, up));
            var ending = await _told.Task;
            await _ending.CancelAsync();
            await _parting.PartAsync(ending, FollowAsync(up, _up), FollowAsync(down, _down), last =>
            {
                UpstreamClose = last.Close;
                return upstreamGone(ending);
            });
            return ending;
        }
        catch (Exception e) when (!BrokenConnection.Is(e))
        {
            End(new RelayEnding(RelayEndReason.Failed) { Cause = e });
            _client.Abort();
            _upstream.Abort();
            throw;
        }
        finally
        {
            await Task.WhenAll([up, down, .. TakePings()]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _up.Dispose();
            _down.Dispose();
        }
    }

    /// <summary>Looks after the peers; called once in every <see cref="RelayTimes.Tick"/>, never twice at a time.</summary>
    public void Tick()
    {
        if (IsEnding)
            return;
        Look(_client, RelayEndReason.ClientLost, RelayEndReason.ClientStalled);
        Look(_upstream, RelayEndReason.UpstreamLost, RelayEndReason.UpstreamStalled);

        var messages = _up.DataFrames + _down.DataFrames;
        _idleTicks = messages == _messagesAtTick && !_up.IsHolding ? _idleTicks + 1 : 0;
        _messagesAtTick = messages;
        if (_times.IdleAfter > 0 && _idleTicks >= _times.IdleAfter)
            End(RelayEnding.Idle(_idleLastWord?.Invoke() ?? default));
    }

    /// <summary>After <see cref="RunAsync"/>.</summary>
    public void Dispose()
    {
        _ending.Dispose();
        _client.Dispose();
        _upstream.Dispose();
    }

    private void Look(RelayLeg leg, RelayEndReason lost, RelayEndReason stalled)
    {
        var health = leg.Tick(_times.PingAfter, _times.LostAfter, _times.StalledAfter, out var ping);
        if (health != LegHealth.Alive)
            End(RelayEnding.Gone(leg.Side, health == LegHealth.Lost ? lost : stalled));
        if (ping.IsCompletedSuccessfully)
            return;
        lock (_pings)
        {
            // Whether it fails is for the pumps to find out.
            _pings.RemoveAll(p => p.IsCompleted);
            _pings.Add(ping.AsTask());
        }
    }

    private Task[] TakePings()
    {
        lock (_pings)
            return [.. _pings];
    }

    /// <summary>What the end of one direction means for both.</summary>
    private async Task<RelayEnding> EndingOfAsync(DirectionEnd end, RelayLeg source, RelayLeg target, Task<DirectionEnd> other)
    {
        switch (end.Kind)
        {
            case DirectionEndKind.Closed:
                // An answer may be seen to arrive before the direction that carried the question is seen to end.
                return Closed(end.IsAnswer ? target.Side : source.Side);
            case DirectionEndKind.Fault:
                return RelayEnding.Fault(source.Side, end.Fault);
            case DirectionEndKind.SourceGone:
                // It may leave upon a close frame before the direction that carried that frame is seen to end.
                return source.IsClosed && await HasClosedAsync(other) ? Closed(target.Side) : Gone(source.Side, end.Cause);
            default:
                // A peer that closes and leaves breaks our write before its close frame has been read.
                return await HasClosedAsync(other) ? Closed(target.Side) : Gone(target.Side, end.Cause);
        }
    }

    private async Task<bool> HasClosedAsync(Task<DirectionEnd> direction) =>
        await direction.IsOverWithinAsync(LastWordsTimeout, _time) && (await direction).Kind == DirectionEndKind.Closed;

    private static RelayEnding Closed(RelaySide side) =>
        new(side == RelaySide.Client ? RelayEndReason.ClientClosed : RelayEndReason.UpstreamClosed);

    private static RelayEnding Gone(RelaySide side, Exception? cause) =>
        RelayEnding.Gone(side, side == RelaySide.Client ? RelayEndReason.ClientGone : RelayEndReason.UpstreamGone, cause);

    /// <summary>A direction to its very end: its source is heard out even if nothing of it goes on.</summary>
    private static async Task<DirectionEnd> FollowAsync(Task<DirectionEnd> direction, RelayPump pump)
    {
        var end = await direction;
        return end.Kind == DirectionEndKind.TargetGone ? await pump.RunAsync() : end;
    }
}
