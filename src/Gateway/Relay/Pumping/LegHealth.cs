namespace Gateway.Relay.Pumping;

/// <summary>How the peer of a leg is doing.</summary>
internal enum LegHealth : byte
{
    /// <summary>As far as can be known.</summary>
    Alive,

    /// <summary>It has been silent for so long, our ping included, that it is gone.</summary>
    Lost,

    /// <summary>It has not taken what was written to it for too long.</summary>
    Stalled,
}
