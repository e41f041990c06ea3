using System.Buffers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Waves.Simulator.Books;
using Waves.Simulator.Faults;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Sockets;

/// <summary>
/// The server side of a WebSocket whose messages go into the books and on which faults are played. One reader; any
/// number of senders, one message at a time.
/// </summary>
internal sealed class RecordedSocket : IDisposable
{
    /// <summary>Longest message accepted from a client; longer ones close the socket with 1009.</summary>
    public const int MaxMessageBytes = 16 * 1024 * 1024;

    private const int FirstBufferBytes = 4 * 1024;

    private static readonly TimeSpan CloseAnswerPatience = TimeSpan.FromSeconds(2);

    private readonly WebSocket _socket;
    private readonly Call _call;
    private readonly SocketRecord _record;
    private readonly TimeProvider _time;
    private readonly SocketFaultPlayer _faults;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _ended;
    private byte[] _buffer = [];
    private int _sent;
    private bool _deaf;
    private bool _closeSent;
    private Action? _ending;
    private ITimer? _abortTimer;

    private RecordedSocket(WebSocket socket, Stream raw, Call call, SocketRecord record, TimeProvider time)
    {
        _socket = socket;
        _call = call;
        _record = record;
        _time = time;
        _faults = new SocketFaultPlayer(call.SocketFault, raw, call);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(call.Gone);
    }

    /// <summary>Cancelled when the conversation is over: a close frame from either side, or a lost connection.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Runs once, before the first close frame leaves or is answered: frees what the session holds.</summary>
    public Action Ending
    {
        set => _ending = value;
    }

    /// <summary>Completes the handshake of <paramref name="call"/>.</summary>
    public static async Task<RecordedSocket> AcceptAsync(Call call, TimeProvider time)
    {
        // Keep-alives of our own would be hidden traffic in the books of whoever is tested.
        var options = new WebSocketAcceptContext { KeepAliveInterval = Timeout.InfiniteTimeSpan };
        var socket = await call.Context.WebSockets.AcceptWebSocketAsync(options);
        var raw = call.Context.Features.GetRequiredFeature<RawStreams>().Accepted!;
        var record = new SocketRecord(time.GetUtcNow(), call.Record.Allowance);
        call.Record.Status = call.Context.Response.StatusCode;
        call.Record.Socket = record;
        var recorded = new RecordedSocket(socket, raw, call, record, time);
        call.Changed();
        await recorded.PlayFaultAsync();
        return recorded;
    }

    /// <summary>The next message; <see langword="null"/> when the conversation is over.</summary>
    public async ValueTask<SocketMessage?> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult received;
            try
            {
                // The first read of a message is parked without a buffer: hundreds of quiet sockets hold none. It takes
                // nothing but an empty message or a close frame.
                received = await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                if (received is { EndOfMessage: false, MessageType: not WebSocketMessageType.Close })
                {
                    MakeRoom(length);
                    received = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
                }
            }
            catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                End();
                return null;
            }

            if (received.MessageType == WebSocketMessageType.Close)
            {
                await AnswerCloseAsync();
                return null;
            }

            length += received.Count;
            if (length > MaxMessageBytes)
            {
                await CloseAsync((int)WebSocketCloseStatus.MessageTooBig, "");
                length = 0;
                continue;
            }

            if (!received.EndOfMessage)
                continue;

            var message = new SocketMessage(received.MessageType == WebSocketMessageType.Text, _buffer.AsMemory(0, length));
            _record.FromClient.Add(message.Payload.Span, message.IsText);
            _call.Changed();
            return message;
        }
    }

    /// <summary>Sends an object as one JSON text message. Does nothing once the conversation is over.</summary>
    public Task SendAsync(object frame) => SendTextAsync(WireJson.Bytes(frame));

    /// <summary>Sends one text message. Does nothing once the conversation is over.</summary>
    public async Task SendTextAsync(ReadOnlyMemory<byte> text)
    {
        await _sending.WaitAsync(CancellationToken.None);
        try
        {
            if (_closeSent || _deaf || _ended.IsCancellationRequested)
                return;
            await _socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, _call.Gone);
            _record.FromServer.Add(text.Span, text: true);
            _call.Changed();
            _sent++;
            await PlayFaultAsync();
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            End();
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>
    /// Sends a close frame. The reader goes on until the client answers it; a client that does not within 2 s is cut.
    /// </summary>
    public async Task CloseAsync(int code, string reason)
    {
        FreeHoldings();
        await _sending.WaitAsync(CancellationToken.None);
        try
        {
            if (_closeSent || _deaf)
                return;
            await SendCloseAsync(code, reason);
            _abortTimer = _time.CreateTimer(static socket => ((WebSocket)socket!).Abort(), _socket, CloseAnswerPatience, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose()
    {
        End();
        _abortTimer?.Dispose();
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _socket.Dispose();
        _sending.Dispose();
        _ended.Dispose();
        _record.ClosedAt = _time.GetUtcNow();
        _record.FromClient.Dispose();
        _record.FromServer.Dispose();
    }

    private async Task AnswerCloseAsync()
    {
        _record.FromClient.CloseCode = (int)(_socket.CloseStatus ?? WebSocketCloseStatus.Empty);
        _record.FromClient.CloseReason = _socket.CloseStatusDescription ?? "";
        FreeHoldings();
        if (_deaf)
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, _call.Gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _sending.WaitAsync(CancellationToken.None);
        try
        {
            if (!_closeSent && !_deaf)
                await SendCloseAsync(_record.FromClient.CloseCode.Value, _record.FromClient.CloseReason);
        }
        finally
        {
            _sending.Release();
            End();
        }
    }

    private async Task SendCloseAsync(int code, string reason)
    {
        _closeSent = true;
        try
        {
            var empty = code == (int)WebSocketCloseStatus.Empty;
            await _socket.CloseOutputAsync((WebSocketCloseStatus)code, empty ? null : reason, _call.Gone);
            _record.FromServer.CloseCode = code;
            _record.FromServer.CloseReason = reason;
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            End();
        }
    }

    private async Task PlayFaultAsync()
    {
        switch (await _faults.PlayAsync(_sent))
        {
            case SocketVerdict.Close:
                FreeHoldings();
                await SendCloseAsync(_call.SocketFault!.CloseCode, _call.SocketFault.CloseReason);
                break;
            case SocketVerdict.Deaf:
                _deaf = true;
                break;
            case SocketVerdict.Cut:
                End();
                break;
        }
    }

    private void End()
    {
        FreeHoldings();
        if (!_ended.IsCancellationRequested)
            _ended.Cancel();
    }

    private void FreeHoldings() => Interlocked.Exchange(ref _ending, null)?.Invoke();

    private void MakeRoom(int used)
    {
        if (used < _buffer.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBufferBytes, _buffer.Length * 2));
        _buffer.AsSpan(0, used).CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
