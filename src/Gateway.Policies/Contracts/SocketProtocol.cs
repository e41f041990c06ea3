namespace Gateway.Policies.Contracts;

/// <summary>What is spoken on a socket, which decides how its frames are limited and metered (waves-api 4).</summary>
public enum SocketProtocol
{
    /// <summary>The contract is no socket.</summary>
    None,

    /// <summary>Text frames in, base64 audio out; the unit of work is the synthesis (4.1).</summary>
    Tts,

    /// <summary>Binary audio in, transcripts out; the unit of work is the session (4.2).</summary>
    Stt,

    /// <summary>Typed JSON events both ways; the unit of work is the session (4.3).</summary>
    Hydra,

    /// <summary>Unknown: forwarded unread.</summary>
    Opaque,
}
