namespace Waves.Simulator.Faults;

/// <summary>What a fault leaves of a socket.</summary>
internal enum SocketVerdict
{
    GoOn,

    /// <summary>A close frame with the fault's code is to be sent.</summary>
    Close,

    /// <summary>Nothing more is sent, not even a close answer.</summary>
    Deaf,

    /// <summary>The connection is gone.</summary>
    Cut,
}
