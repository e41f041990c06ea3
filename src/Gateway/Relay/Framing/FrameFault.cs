namespace Gateway.Relay.Framing;

/// <summary>How a peer broke the protocol; each ends both legs with the code of <see cref="FrameFaults.CloseCodeOf"/>.</summary>
internal enum FrameFault : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>A reserved bit is set although no extension was agreed.</summary>
    ReservedBits,

    /// <summary>An opcode without a meaning.</summary>
    ReservedOpcode,

    /// <summary>A frame of a client without a mask, or one of a server with.</summary>
    MaskDirection,

    /// <summary>A control frame in fragments.</summary>
    FragmentedControl,

    /// <summary>A control frame above 125 bytes.</summary>
    ControlTooLong,

    /// <summary>A length in more bytes than it needs.</summary>
    LengthNotMinimal,

    /// <summary>A 64-bit length with the highest bit set.</summary>
    LengthNegative,

    /// <summary>A continuation without a message that it could continue.</summary>
    NothingToContinue,

    /// <summary>A new message inside a fragmented one.</summary>
    MessageInsideMessage,

    /// <summary>A close frame of one byte.</summary>
    CloseLength,

    /// <summary>A close code that must not be sent.</summary>
    CloseCode,

    /// <summary>A close reason that is not UTF-8.</summary>
    CloseReason,

    /// <summary>A text message that is not UTF-8.</summary>
    TextEncoding,

    /// <summary>A message above the bound.</summary>
    MessageTooLong,
}
