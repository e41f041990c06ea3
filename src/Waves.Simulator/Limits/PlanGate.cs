using Waves.Simulator.Books;

namespace Waves.Simulator.Limits;

/// <summary>The account's plan at the door: one <see cref="GroupGate"/> per group under figures that may change at any time.</summary>
internal sealed class PlanGate
{
    private readonly GroupGate[] _gates;
    private volatile PlanLimits _limits;

    /// <summary>Opens the gates. <paramref name="left"/> is called after every place given back, outside any lock.</summary>
    public PlanGate(PlanLimits limits, TimeProvider time, Action left)
    {
        _limits = limits;
        _gates = [.. Enum.GetValues<LimitGroup>().Select(group => new GroupGate(group, time, left))];
    }

    public PlanLimits Limits
    {
        get => _limits;
        set => _limits = value;
    }

    public bool IsIdle => Array.TrueForAll(_gates, static gate => gate.Current == 0);

    public GateDecision Enter(LimitGroup group) => _gates[(int)group].Enter(_limits.For(group));

    public GroupFigures Read(LimitGroup group) => _gates[(int)group].Read();

    public void Clear()
    {
        foreach (var gate in _gates)
            gate.Clear();
    }
}
