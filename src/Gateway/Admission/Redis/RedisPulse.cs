using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Gateway.Admission.Redis;

/// <summary>
/// Whether the server lives, asked past the client library and the thread pool: on a thread and a connection of its own. A
/// process that is late, because it compiles or has no processor, so does not take itself for a server that is away: what
/// has come is seen however late somebody looks. Thread-safe.
/// </summary>
internal sealed class RedisPulse : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly byte[] _answer = new byte[512];
    private TaskCompletionSource<bool>? _waiting;
    private EndPoint? _of;
    private string? _tlsHost;
    private TimeSpan _patience;
    private Socket? _socket;
    private Stream? _stream;
    private bool _isEnding;

    public RedisPulse() => new Thread(Listen) { IsBackground = true, Name = "redis pulse" }.Start();

    /// <summary>Feels it. Who asks while that goes on hears the same.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="tlsHost">The name on its certificate; null: without TLS.</param>
    /// <param name="patience">How long it has to answer.</param>
    public Task<bool> BeatsAsync(EndPoint server, string? tlsHost, TimeSpan patience)
    {
        lock (_gate)
        {
            if (_isEnding)
                return Task.FromResult(false);
            if (_waiting is null)
            {
                (_of, _tlsHost, _patience) = (server, tlsHost, patience);
                _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _asked.Release();
            }
            return _waiting.Task;
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _isEnding = true;
        _asked.Release();
    }

    private void Listen()
    {
        EndPoint? connected = null;
        while (true)
        {
            _asked.Wait();
            if (IsEnding())
                break;
            if (!Equals(connected, _of))
                Drop();
            connected = _of;
            // One that was idle for long may have been closed since. A silent one is not asked twice: that would take twice as long.
            var isKept = _stream is not null;
            var beats = Ask() ?? (isKept && Ask() is true);
            TaskCompletionSource<bool> waiting;
            lock (_gate)
                (waiting, _waiting) = (_waiting!, null);
            waiting.SetResult(beats);
        }
        Drop();
        lock (_gate)
            _waiting?.TrySetResult(false);
    }

    private bool IsEnding()
    {
        lock (_gate)
            return _isEnding;
    }

    /// <summary>Any answer will do, so no password is needed: a server that wants one says so.</summary>
    /// <returns>False: it is silent; null: there is no connection, or it was closed.</returns>
    private bool? Ask()
    {
        try
        {
            _stream ??= Connect();
            _stream.Write("PING\r\n"u8);
            if (_stream is not SslStream && !_socket!.Poll(_patience, SelectMode.SelectRead))
            {
                Drop();
                return false;
            }
            if (_stream.Read(_answer) > 0)
                return true;
        }
        catch (Exception)
        {
            // Whatever it is, it is no sign of life; and an exception that leaves this thread would end the process.
        }
        Drop();
        return null;
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "Drop() ends them.")]
    private Stream Connect()
    {
        _socket = _of is UnixDomainSocketEndPoint
            ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.ReceiveTimeout = _socket.SendTimeout = (int)_patience.TotalMilliseconds;
#pragma warning disable RS0030 // this thread is there to wait
        if (!_socket.ConnectAsync(_of!).Wait(_patience))
#pragma warning restore RS0030
            throw new SocketException((int)SocketError.TimedOut);
        var plain = new NetworkStream(_socket);
        if (_tlsHost is null)
            return plain;
        var secure = new SslStream(plain);
        secure.AuthenticateAsClient(_tlsHost);
        return secure;
    }

    private void Drop()
    {
        _stream?.Dispose();
        _socket?.Dispose();
        (_stream, _socket) = (null, null);
    }
}
