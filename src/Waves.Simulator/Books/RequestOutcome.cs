namespace Waves.Simulator.Books;

/// <summary>How an exchange ended, seen from the simulator.</summary>
public enum RequestOutcome
{
    /// <summary>Still running.</summary>
    Running,

    /// <summary>The whole answer was written, or the socket was closed with close frames.</summary>
    Complete,

    /// <summary>The client went away before the end, or its socket ended without a close frame.</summary>
    ClientGone,

    /// <summary>An injected fault ended it.</summary>
    Fault,

    /// <summary>The simulator itself failed; <see cref="RequestRecord.Failure"/> says why.</summary>
    Failed,
}
