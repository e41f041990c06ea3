namespace Waves.Simulator.Faults;

/// <summary>What goes wrong. On HTTP/2 a "connection" below is the stream: other streams of the connection stay unharmed.</summary>
public enum FaultKind
{
    /// <summary>Nothing goes wrong; the answer is late by <see cref="Fault.Latency"/>.</summary>
    Delay,

    /// <summary>Another status, with or without body and <c>Retry-After</c>. On sockets: before the upgrade.</summary>
    Status,

    /// <summary>The connection is reset (TCP RST) before any response byte.</summary>
    ResetBeforeHeaders,

    /// <summary>The connection is reset after <see cref="Fault.AfterBytes"/> body bytes.</summary>
    ResetMidBody,

    /// <summary>The connection ends with a FIN after <see cref="Fault.AfterBytes"/> body bytes: no last chunk, no rest.</summary>
    FinMidBody,

    /// <summary>Never answers; the connection stays open until the client leaves.</summary>
    Stall,

    /// <summary>Stops for good after <see cref="Fault.AfterBytes"/> body bytes; the connection stays open.</summary>
    StallMidBody,

    /// <summary>The body leaves in pieces of <see cref="Fault.ChunkBytes"/>, <see cref="Fault.Interval"/> apart.</summary>
    SlowBody,

    /// <summary>Bytes that are not HTTP instead of an answer, then FIN.</summary>
    Garbage,

    /// <summary>After <see cref="Fault.AfterMessages"/> messages the socket's connection is reset without a close frame.</summary>
    SocketReset,

    /// <summary>After <see cref="Fault.AfterMessages"/> messages a frame is announced, some of it sent, and the connection reset.</summary>
    SocketResetMidFrame,

    /// <summary>After <see cref="Fault.AfterMessages"/> messages the socket is closed with <see cref="Fault.CloseCode"/>.</summary>
    SocketClose,

    /// <summary>After <see cref="Fault.AfterMessages"/> messages the simulator sends nothing more, not even a close answer.</summary>
    SocketStall,

    /// <summary>After <see cref="Fault.AfterMessages"/> messages a frame that breaks RFC 6455 as <see cref="Fault.Frame"/> says; the socket then stays open and deaf.</summary>
    SocketMalformedFrame,
}
