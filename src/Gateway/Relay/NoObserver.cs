namespace Gateway.Relay;

/// <summary>For a process that keeps no accounts.</summary>
internal sealed class NoObserver : IRelayObserver
{
    public void SynthesisEnded(SynthesisUsage usage)
    {
    }

    public void SessionEnded(SessionUsage usage)
    {
    }
}
