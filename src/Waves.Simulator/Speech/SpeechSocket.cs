using System.Globalization;
using System.Threading.Channels;
using Waves.Simulator.Analytics;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Sockets;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Speech;

/// <summary>
/// One text-to-speech socket (contract 4.1). The listener turns frames into segments and their text into pieces; the
/// <see cref="SpeechSpeaker"/> says them one after the other.
/// </summary>
internal sealed class SpeechSocket(Call call, SpeechRules rules, SpeechStudio studio, SimulatorSettings settings, SimulatorBooks books, UsageLog usage, TimeProvider time)
{
    /// <summary>Pieces waiting to be spoken; beyond it the socket is not read.</summary>
    private const int MaxWaitingPieces = 256;

    /// <summary>The service speaks after about this many buffered characters even when more text is announced.</summary>
    private const int MaxBufferedCharacters = 240;

    private readonly Lock _lock = new();
    private readonly string _sessionId = SystemIds.New("ws_", 12);
    private readonly SpeechUnit _unit = new(books.Gate);
    private readonly Channel<SpeechPiece> _pieces = Channel.CreateBounded<SpeechPiece>(new BoundedChannelOptions(MaxWaitingPieces) { SingleReader = true });
    private SpeechSegment? _segment;

    public async Task RunAsync()
    {
        var opened = books.Gate.Enter(LimitGroup.TtsSockets);
        if (!opened.Admitted)
        {
            await call.RefuseAsync(opened, books.Gate.Limits.SendRetryAfter);
            return;
        }

        call.Hold(opened.Slot!);
        usage.SocketOpened(books.Group(LimitGroup.TtsSockets).Current);
        using var socket = await RecordedSocket.AcceptAsync(call, time);
        socket.Ending = () =>
        {
            _unit.Close();
            call.Release();
        };

        var speaker = new SpeechSpeaker(socket, _pieces.Reader, _unit, _sessionId, studio, settings, rules, books, usage, call.Work, time);
        var speaking = speaker.RunAsync();
        try
        {
            await ListenAsync(socket);
        }
        finally
        {
            _pieces.Writer.TryComplete();
            await speaking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await speaking;
    }

    private async Task ListenAsync(RecordedSocket socket)
    {
        var patience = Patience();
        await using var idle = new IdleTimer(patience, time, () => TimeOutAsync(socket, patience));
        using var flush = time.CreateTimer(_ => FlushBuffer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        while (await socket.ReceiveAsync() is { } message)
        {
            idle.Touch();
            using var frame = message.ParseObject();
            if (frame is null)
            {
                await socket.SendAsync(Error("Invalid JSON", "invalid_request", null));
                continue;
            }

            var (request, refusal) = rules.Read(frame.RootElement);
            if (request is null)
                await socket.SendAsync(Error(refusal!.Message, "invalid_request", null));
            else
                await TakeAsync(socket, request, flush);
        }
    }

    private async Task TakeAsync(RecordedSocket socket, SpeechRequest request, ITimer flush)
    {
        // Only blanks and no wish to speak: a keep-alive. It moves the idle timer and nothing else.
        var blank = string.IsNullOrWhiteSpace(request.Text);
        if (blank && request is { Text.Length: > 0, Continue: false, Flush: false })
            return;

        SpeechPiece? piece = null;
        GateDecision refused = default;
        lock (_lock)
        {
            if (_segment is null && !blank)
            {
                var decision = _unit.Begin();
                if (decision.Admitted)
                {
                    call.Work.AddSynthesis();
                    _segment = new SpeechSegment(request);
                }
                else
                {
                    refused = decision;
                }
            }

            if (_segment is { } segment)
            {
                segment.Append(request);
                call.Work.AddText(request.Text);
                if (!request.Continue || request.Flush || segment.Waiting >= MaxBufferedCharacters)
                    piece = segment.Take(last: !request.Continue);
                if (!request.Continue)
                    _segment = null;
            }
        }

        if (!refused.Admitted)
        {
            call.Record.Refusal = refused.Refusal;
            var rate = refused.Refusal == RefusalReason.RateLimit;
            await socket.SendAsync(Error(rate ? "Rate limit exceeded" : "Concurrency limit reached", rate ? "rate_limit_exceeded" : "concurrency_limit_reached", request));
        }
        else if (piece is not null)
        {
            await _pieces.Writer.WriteAsync(piece, socket.Ended);
        }
        else if (request.BufferFlush > TimeSpan.Zero)
        {
            flush.Change(request.BufferFlush, Timeout.InfiniteTimeSpan);
        }
    }

    private void FlushBuffer()
    {
        lock (_lock)
        {
            // When the queue is full the text stays buffered: the next frame of the client takes it along.
            if (_segment is { Waiting: > 0 } segment && _pieces.Reader.Count < MaxWaitingPieces)
                _pieces.Writer.TryWrite(segment.Take(last: false));
        }
    }

    private object Error(string message, string code, SpeechRequest? request) => new
    {
        session_id = _sessionId,
        external_session_id = request?.SessionId,
        external_request_id = request?.RequestId,
        status = "error",
        error = new { message, code },
    };

    private static async Task TimeOutAsync(RecordedSocket socket, TimeSpan patience)
    {
        await socket.SendAsync(new { status = "error", message = FormattableString.Invariant($"Connection timed out after {patience.TotalSeconds} seconds of inactivity") });
        await socket.CloseAsync(1000, "");
    }

    private TimeSpan Patience() =>
        int.TryParse(call.Query("timeout"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : settings.Cadence.SpeechIdle;
}
