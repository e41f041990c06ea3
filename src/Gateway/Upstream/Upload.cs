namespace Gateway.Upstream;

/// <summary>
/// A request body on its way over HTTP/1.1, where the transport sends before it listens. It ends when the upstream has
/// answered with a refusal, or is gone. Thread-safe; disposing it closes a connection on which it was broken off.
/// </summary>
internal sealed class Upload : IDisposable
{
    /// <summary>Where a request carries it.</summary>
    public static readonly HttpRequestOptionsKey<Upload> Option = new("Gateway.Upload");

    private static readonly AsyncLocal<Upload?> Sender = new();

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AnswerScanner _answer = new();
    private volatile State _state;

    private enum State
    {
        Sending,
        Sent,
        Stopped,
    }

    /// <summary>The upload whose bytes the current flow writes: it names itself to the connection that carries it.</summary>
    public static Upload? Current
    {
        get => Sender.Value;
        set => Sender.Value = value;
    }

    /// <summary>The connection that carries it; null before its first byte and on HTTP/2, which needs none of this.</summary>
    public Stream? Connection { get; set; }

    /// <summary>Cancelled when the rest of the body interests nobody.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Whether it was broken off: what is still written of it must not leave.</summary>
    public bool IsStopped => _state is State.Stopped;

    /// <summary>Whether the status of an answer is known.</summary>
    public bool HasAnswer => _answer.Status is not null;

    /// <summary>Ends when an answer has come, or none will.</summary>
    public Task Heard => _heard.Task;

    /// <summary>
    /// Takes the next bytes that came while it was sent. A refusal or a redirect stops it; a success does not, because
    /// an upstream may answer while it reads.
    /// </summary>
    public void Hear(ReadOnlySpan<byte> bytes)
    {
        if (HasAnswer || !_answer.Feed(bytes))
            return;
        _heard.TrySetResult();
        if (_answer.Status is < 200 or >= 300)
            Stop();
    }

    /// <summary>Nothing more will be heard: the connection has ended.</summary>
    public void End()
    {
        Stop();
        _heard.TrySetResult();
    }

    /// <summary>Breaks it off, unless its last byte has left.</summary>
    public void Stop()
    {
        // What waits for the caller or the upstream goes on in its own time, not on the thread that reads the answer.
        if (Interlocked.CompareExchange(ref _state, State.Stopped, State.Sending) is State.Sending)
            _ = _stop.CancelAsync();
    }

    /// <summary>All of it was written.</summary>
    public void Finish() => Interlocked.CompareExchange(ref _state, State.Sent, State.Sending);

    public void Dispose()
    {
        if (IsStopped)
            Connection?.Dispose();
    }
}
