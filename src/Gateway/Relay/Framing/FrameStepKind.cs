namespace Gateway.Relay.Framing;

/// <summary>What a <see cref="FrameReader"/> found.</summary>
internal enum FrameStepKind : byte
{
    /// <summary>Not enough: call again with the same bytes and more behind them. Nothing was consumed.</summary>
    NeedMore,

    /// <summary>The header of a data frame; its payload follows in further steps.</summary>
    FrameStart,

    /// <summary>Some payload of the data frame that was started.</summary>
    Payload,

    /// <summary>A whole control frame, header and payload.</summary>
    Control,

    /// <summary>The peer broke the protocol. The reader is at its end; further calls say the same.</summary>
    Fault,
}
