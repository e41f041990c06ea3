namespace Gateway.Relay.Pumping;

/// <summary>Why a direction came to its end.</summary>
internal enum DirectionEndKind : byte
{
    /// <summary>Its source sent a close frame, which went on.</summary>
    Closed,

    /// <summary>Its source ended or broke the connection without one.</summary>
    SourceGone,

    /// <summary>Its target broke the connection.</summary>
    TargetGone,

    /// <summary>Its source broke the protocol.</summary>
    Fault,
}
