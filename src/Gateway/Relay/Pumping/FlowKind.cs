namespace Gateway.Relay.Pumping;

/// <summary>What the bytes of a direction need next.</summary>
internal enum FlowKind : byte
{
    /// <summary>More bytes from the source.</summary>
    Read,

    /// <summary>A run of bytes goes on as it is.</summary>
    Forward,

    /// <summary>A control frame goes on, past a message that is held if there is one.</summary>
    Overtake,

    /// <summary>A pong that answers a ping of our own goes no further.</summary>
    Skip,

    /// <summary>A whole text message, or the beginning of one too long to hold, waits for a verdict.</summary>
    Judge,

    /// <summary>The watch has something to do before what follows goes on.</summary>
    Attend,

    /// <summary>A valid close frame: it goes on, and is the last.</summary>
    Close,

    /// <summary>The source broke the protocol.</summary>
    Fault,

    /// <summary>No room for more while a message is held.</summary>
    Full,
}
