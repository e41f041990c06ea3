namespace Waves.Simulator.Faults;

/// <summary>A fault in the plan. Disposing takes it back.</summary>
public sealed class PlannedFault : IDisposable
{
    private readonly FaultPlan _plan;
    private volatile int _played;

    internal PlannedFault(FaultPlan plan, Fault fault)
    {
        _plan = plan;
        Fault = fault;
    }

    public Fault Fault { get; }

    /// <summary>Requests it was played on so far.</summary>
    public int Played
    {
        get => _played;
        internal set => _played = value;
    }

    public void Dispose() => _plan.Remove(this);
}
