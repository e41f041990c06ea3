namespace Gateway.Relay.Framing;

/// <summary>What a frame is (RFC 6455, 5.2). Values outside the named ones are reserved and end the conversation.</summary>
internal enum Opcode : byte
{
    /// <summary>A further fragment of the message before it.</summary>
    Continuation = 0x0,

    /// <summary>UTF-8 text.</summary>
    Text = 0x1,

    /// <summary>Opaque bytes.</summary>
    Binary = 0x2,

    /// <summary>The last frame of a direction.</summary>
    Close = 0x8,

    /// <summary>Asks the peer to answer with the same payload.</summary>
    Ping = 0x9,

    /// <summary>Answers a ping.</summary>
    Pong = 0xA,
}
