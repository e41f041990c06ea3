namespace Waves.Simulator.Limits;

/// <summary>One place taken in a group. Giving it back twice does no harm; thread-safe.</summary>
internal sealed class Slot(GroupGate gate) : IDisposable
{
    private int _returned;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _returned, 1) == 0)
            gate.Leave();
    }
}
