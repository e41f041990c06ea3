using System.Buffers;
using Gateway.Policies.Errors;
using Gateway.Relay.Framing;
using Gateway.Relay.Inspection;

namespace Gateway.Relay.Pumping;

/// <summary>
/// Moves one direction: waits without a buffer, reads, does what the flow says, in one loop and without allocating. A
/// target that takes no more stops the reading. After <see cref="DirectionEndKind.TargetGone"/> it may run on, to hear its
/// source out; nothing is written to a closed leg.
/// </summary>
internal sealed class RelayPump(RelayLeg source, RelayLeg target, FrameFlow flow, FrameWatch? watch, IMessageGate? gate, CancellationToken ending)
    : IDisposable
{
    private Task<int>? _readable;
    private bool _hasTurn;
    private bool _drops;
    private bool _attended;
    private volatile bool _isHolding;

    /// <summary>Whether a client's message waits for its turn.</summary>
    public bool IsHolding => _isHolding;

    /// <summary>Data frames begun so far.</summary>
    public long DataFrames => flow.DataFrames;

    /// <summary>Bytes read so far.</summary>
    public long Bytes => flow.Bytes;

    /// <summary>Takes what was read of the source before. Before <see cref="RunAsync"/>.</summary>
    public void Begin(ReadOnlySpan<byte> ahead)
    {
        while (!ahead.IsEmpty)
        {
            var room = flow.Room().Span;
            var piece = ahead[..Math.Min(ahead.Length, room.Length)];
            piece.CopyTo(room);
            flow.Filled(piece.Length);
            ahead = ahead[piece.Length..];
        }
    }

    /// <summary>Moves bytes until the direction ends, and says how. Never throws for what a peer does.</summary>
    public async Task<DirectionEnd> RunAsync()
    {
        var broken = DirectionEndKind.SourceGone;
        try
        {
            while (true)
            {
                var action = flow.Next();
                switch (action.Kind)
                {
                    case FlowKind.Read:
                        broken = DirectionEndKind.SourceGone;
                        if (_readable is { } readable)
                        {
                            await readable;
                            _readable = null;
                        }
                        else if (flow.IsIdle)
                        {
                            flow.Rest();
                            await source.WaitAsync();
                        }
                        var count = await source.ReadAsync(flow.Room());
                        if (count == 0)
                            return new DirectionEnd(DirectionEndKind.SourceGone);
                        source.Heard();
                        flow.Filled(count);
                        break;

                    case FlowKind.Forward:
                        broken = DirectionEndKind.TargetGone;
                        if (!_hasTurn)
                        {
                            await target.EnterAsync();
                            _hasTurn = true;
                            _drops = target.TakesNoMore;
                        }
                        if (!_drops)
                            await target.WriteAsync_NeedsTurn(action.Bytes);
                        if (action.EndsFrame)
                        {
                            _hasTurn = false;
                            target.Leave();
                        }
                        if (_attended)
                        {
                            _attended = false;
                            watch!.HasPassed();
                        }
                        break;

                    case FlowKind.Attend:
                        await watch!.AttendAsync();
                        _attended = true;
                        break;

                    case FlowKind.Judge:
                        broken = DirectionEndKind.TargetGone;
                        if (await JudgeAsync() is { } end)
                            return end;
                        break;

                    case FlowKind.Overtake:
                        broken = DirectionEndKind.TargetGone;
                        await OvertakeAsync(action);
                        break;

                    case FlowKind.Close:
                        broken = DirectionEndKind.TargetGone;
                        return await CloseAsync(action);

                    case FlowKind.Fault:
                        return new DirectionEnd(DirectionEndKind.Fault, Fault: action.Fault);
                }
            }
        }
        catch (Exception e) when (BrokenConnection.Is(e))
        {
            if (broken == DirectionEndKind.TargetGone)
                target.MarkClosed();
            return new DirectionEnd(broken, Cause: e);
        }
        finally
        {
            if (_hasTurn)
            {
                _hasTurn = false;
                target.LeaveBroken();
            }
        }
    }

    /// <summary>
    /// Takes what still comes, unread, until the peer leaves: what nobody takes would end the connection by a reset, and
    /// our close frame with it.
    /// </summary>
    /// <param name="patience">Cancelled when it has been waited for long enough.</param>
    public async Task DiscardAsync(CancellationToken patience)
    {
        try
        {
            while (true)
            {
                flow.Dispose();
                await source.ReadAsync(Memory<byte>.Empty, patience);
                if (await source.ReadAsync(flow.Room(), patience) == 0)
                    return;
            }
        }
        catch (Exception e) when (BrokenConnection.Is(e))
        {
            // The connection ended the other way, or has had its time.
        }
    }

    private async ValueTask<DirectionEnd?> JudgeAsync()
    {
        if (target.TakesNoMore)
        {
            flow.Drop();
            return null;
        }
        var verdict = Judge();
        if (verdict.Waits)
        {
            var (outcome, end) = await HoldAsync();
            if (end is not null)
                return end;
            verdict = outcome;
        }
        if (verdict.Goes && !target.TakesNoMore && gate!.Passes())
        {
            flow.Release();
            return null;
        }
        flow.Drop();
        if (verdict.Goes)
            await gate!.WithdrawAsync();
        if (verdict.Refusal is { } refusal)
            await SendErrorAsync(refusal);
        return verdict.IsNotText ? new DirectionEnd(DirectionEndKind.Fault, Fault: FrameFault.TextEncoding) : null;
    }

    private GateVerdict Judge()
    {
        var length = flow.HeldTextLength;
        var text = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            flow.CopyHeldText(text);
            return gate!.Judge(text.AsSpan(0, length), flow.IsHeldWhole, flow.HeldMessageBytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    /// <summary>
    /// The held message waits; its client is still heard. A client that leaves, by a close frame or without one, leaves the
    /// queue, and what it sent does not go on.
    /// </summary>
    private async ValueTask<(GateVerdict Outcome, DirectionEnd? End)> HoldAsync()
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ending);
        var turn = gate!.WaitAsync(leaving.Token).AsTask();
        var isJudged = false;
        _isHolding = true;
        try
        {
            while (!turn.IsCompleted)
            {
                var ahead = flow.Ahead();
                switch (ahead.Kind)
                {
                    case FlowKind.Overtake:
                        await OvertakeAsync(ahead);
                        break;
                    case FlowKind.Close:
                        flow.Drop();
                        return (default, await CloseAsync(ahead));
                    case FlowKind.Fault:
                        return (default, new DirectionEnd(DirectionEndKind.Fault, Fault: ahead.Fault));
                    case FlowKind.Full:
                        await Task.WhenAny(turn);
                        break;
                    default:
                        if (await ReadAheadAsync(turn) is { } gone)
                            return (default, gone);
                        break;
                }
            }
            var verdict = await turn;
            isJudged = !ending.IsCancellationRequested;
            return (isJudged ? verdict : GateVerdict.Discard, null);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return (GateVerdict.Discard, null);
        }
        finally
        {
            _isHolding = false;
            await leaving.CancelAsync();
            await ((Task)turn).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!isJudged)
                await gate.WithdrawAsync();
        }
    }

    /// <returns>How the client is gone; null while it is there.</returns>
    private async ValueTask<DirectionEnd?> ReadAheadAsync(Task turn)
    {
        try
        {
            // It may outlast the wait: then the loop takes it up.
            _readable ??= source.WaitAsync().AsTask();
            if (await Task.WhenAny(_readable, turn) == turn)
                return null;
            await _readable;
            _readable = null;
            var count = await source.ReadAsync(flow.Room());
            if (count == 0)
                return new DirectionEnd(DirectionEndKind.SourceGone);
            source.Heard();
            flow.Filled(count);
            return null;
        }
        catch (Exception e) when (BrokenConnection.Is(e))
        {
            // Whatever else breaks while a message is held is the target's.
            return new DirectionEnd(DirectionEndKind.SourceGone, Cause: e);
        }
    }

    private async ValueTask OvertakeAsync(FlowAction frame)
    {
        await target.EnterAsync();
        _hasTurn = true;
        if (!target.TakesNoMore)
            await target.WriteAsync_NeedsTurn(frame.Bytes);
        _hasTurn = false;
        target.Leave();
    }

    /// <summary>The source has closed, also when its target is not there to hear it.</summary>
    private async ValueTask<DirectionEnd> CloseAsync(FlowAction frame)
    {
        var isAnswer = source.IsClosed;
        try
        {
            await target.EnterAsync();
            _hasTurn = true;
            if (!target.TakesNoClose)
                await target.WriteCloseAsync_NeedsTurn(frame.Bytes);
        }
        catch (Exception e) when (BrokenConnection.Is(e))
        {
            target.MarkClosed();
        }
        _hasTurn = false;
        target.Leave();
        return new DirectionEnd(DirectionEndKind.Closed, frame.Close, isAnswer);
    }

    private async ValueTask SendErrorAsync(GatewayError error)
    {
        var frame = new ArrayBufferWriter<byte>(256);
        gate!.WriteError(frame, error);
        try
        {
            await source.SendAsync(Opcode.Text, frame.WrittenMemory);
        }
        catch (Exception e) when (BrokenConnection.Is(e))
        {
            // It is gone, as the next read of it says.
        }
    }

    /// <summary>When nothing runs any more.</summary>
    public void Dispose() => flow.Dispose();
}
