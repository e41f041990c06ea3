namespace Waves.Simulator.Faults;

/// <summary>
/// One thing to go wrong, for requests it matches. Make it with a factory and narrow it down:
/// <c>Fault.Answer(503, retryAfterSeconds: 2).On("T1").Once()</c>. Immutable.
/// </summary>
public sealed record Fault
{
    public FaultKind Kind { get; init; }

    /// <summary>The contract row it is for (<c>T1</c>, <c>S2</c>, …); <see langword="null"/> for every row.</summary>
    public string? Contract { get; init; }

    /// <summary>What the path must begin with; <see langword="null"/> for every path.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>For how many requests; <see langword="null"/> until cleared.</summary>
    public int? Times { get; init; }

    /// <summary>Wait before anything else of the fault, and before the head of the answer.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>For <see cref="FaultKind.Status"/>.</summary>
    public int Status { get; init; } = 500;

    /// <summary>For <see cref="FaultKind.Status"/>: the <c>Retry-After</c> header, seconds.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>For <see cref="FaultKind.Status"/>: the exact body, JSON; <see langword="null"/> gives the endpoint's own error shape.</summary>
    public string? Body { get; init; }

    /// <summary>Body bytes that still get through.</summary>
    public long AfterBytes { get; init; }

    /// <summary>Socket messages that still get through, counted from the upgrade.</summary>
    public int AfterMessages { get; init; }

    /// <summary>For <see cref="FaultKind.SlowBody"/>.</summary>
    public int ChunkBytes { get; init; } = 64;

    /// <summary>For <see cref="FaultKind.SlowBody"/>.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>For <see cref="FaultKind.SocketClose"/>.</summary>
    public int CloseCode { get; init; } = 1011;

    /// <summary>For <see cref="FaultKind.SocketClose"/>.</summary>
    public string CloseReason { get; init; } = "";

    /// <summary>For <see cref="FaultKind.SocketMalformedFrame"/>.</summary>
    public MalformedFrame Frame { get; init; }

    public static Fault Late(TimeSpan latency) => new() { Kind = FaultKind.Delay, Latency = latency };

    /// <param name="status">The status to answer.</param>
    /// <param name="retryAfterSeconds">Adds a <c>Retry-After</c> header.</param>
    /// <param name="body">The exact body; left out, the endpoint's own error shape for that status.</param>
    public static Fault Answer(int status, int? retryAfterSeconds = null, string? body = null) =>
        new() { Kind = FaultKind.Status, Status = status, RetryAfterSeconds = retryAfterSeconds, Body = body };

    public static Fault ResetBeforeHeaders() => new() { Kind = FaultKind.ResetBeforeHeaders };

    public static Fault ResetAfter(long bytes) => new() { Kind = FaultKind.ResetMidBody, AfterBytes = bytes };

    public static Fault FinAfter(long bytes) => new() { Kind = FaultKind.FinMidBody, AfterBytes = bytes };

    public static Fault Stall() => new() { Kind = FaultKind.Stall };

    public static Fault StallAfter(long bytes) => new() { Kind = FaultKind.StallMidBody, AfterBytes = bytes };

    public static Fault Slow(int chunkBytes, TimeSpan interval) => new() { Kind = FaultKind.SlowBody, ChunkBytes = chunkBytes, Interval = interval };

    public static Fault Garbage() => new() { Kind = FaultKind.Garbage };

    public static Fault SocketReset(int afterMessages) => new() { Kind = FaultKind.SocketReset, AfterMessages = afterMessages };

    public static Fault SocketResetMidFrame(int afterMessages) => new() { Kind = FaultKind.SocketResetMidFrame, AfterMessages = afterMessages };

    public static Fault SocketClose(int code, string reason = "", int afterMessages = 0) =>
        new() { Kind = FaultKind.SocketClose, CloseCode = code, CloseReason = reason, AfterMessages = afterMessages };

    public static Fault SocketStall(int afterMessages) => new() { Kind = FaultKind.SocketStall, AfterMessages = afterMessages };

    public static Fault SocketFrame(MalformedFrame frame, int afterMessages = 0) =>
        new() { Kind = FaultKind.SocketMalformedFrame, Frame = frame, AfterMessages = afterMessages };

    /// <summary>The same fault for one contract row.</summary>
    public Fault On(string contract) => this with { Contract = contract };

    /// <summary>The same fault for paths that begin so.</summary>
    public Fault OnPath(string prefix) => this with { PathPrefix = prefix };

    /// <summary>The same fault for the next matching request only.</summary>
    public Fault Once() => this with { Times = 1 };

    /// <summary>The same fault for the next <paramref name="times"/> matching requests.</summary>
    public Fault For(int times) => this with { Times = times };

    /// <summary>The same fault, beginning with a wait.</summary>
    public Fault After(TimeSpan latency) => this with { Latency = latency };

    internal bool IsForSockets => Kind >= FaultKind.SocketReset;

    internal bool ShapesBody => Kind is FaultKind.ResetMidBody or FaultKind.FinMidBody or FaultKind.StallMidBody or FaultKind.SlowBody;

    internal bool Matches(string contract, string path, bool socket) =>
        (Contract is null || string.Equals(Contract, contract, StringComparison.OrdinalIgnoreCase))
        && (PathPrefix is null || path.StartsWith(PathPrefix, StringComparison.Ordinal))
        && (socket ? !ShapesBody : !IsForSockets);
}
