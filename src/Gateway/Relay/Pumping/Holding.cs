namespace Gateway.Relay.Pumping;

/// <summary>How a <see cref="FrameFlow"/> treats the data frames of the message it is in.</summary>
internal enum Holding : byte
{
    /// <summary>They pass.</summary>
    None,

    /// <summary>They are collected until the message can be judged.</summary>
    Collecting,

    /// <summary>The message waits for its verdict.</summary>
    Judging,

    /// <summary>The rest of a message too long to judge passes.</summary>
    PassingRest,

    /// <summary>The rest of a message that was refused before it was whole is dropped.</summary>
    DroppingRest,
}
