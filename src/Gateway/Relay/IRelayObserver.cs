namespace Gateway.Relay;

/// <summary>
/// Told what sockets use: exactly once for each piece of work, right after its slot is free, however it ended. Calls come
/// from any thread, concurrently for different sockets, and must neither block nor throw.
/// </summary>
internal interface IRelayObserver
{
    /// <summary>A synthesis is over.</summary>
    void SynthesisEnded(SynthesisUsage usage);

    /// <summary>A socket is over.</summary>
    void SessionEnded(SessionUsage usage);
}
