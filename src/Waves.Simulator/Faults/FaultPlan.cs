namespace Waves.Simulator.Faults;

/// <summary>The faults waiting to be played. The oldest that matches a request is played; one per request. Thread-safe.</summary>
public sealed class FaultPlan
{
    /// <summary>Most faults planned at once.</summary>
    public const int MaxPlanned = 1000;

    private readonly Lock _lock = new();
    private readonly List<PlannedFault> _planned = [];

    /// <summary>What is planned, oldest first.</summary>
    public IReadOnlyList<PlannedFault> Planned
    {
        get
        {
            lock (_lock)
                return [.. _planned];
        }
    }

    /// <summary>Plans a fault.</summary>
    /// <returns>The plan entry: tells how often it was played, and takes it back when disposed.</returns>
    /// <exception cref="InvalidOperationException"><see cref="MaxPlanned"/> faults are waiting already.</exception>
    public PlannedFault Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_lock)
        {
            if (_planned.Count >= MaxPlanned)
                throw new InvalidOperationException($"More than {MaxPlanned} faults are planned; clear some first.");
            var planned = new PlannedFault(this, fault);
            _planned.Add(planned);
            return planned;
        }
    }

    /// <summary>Takes back everything that is planned; faults being played go on.</summary>
    public void Clear()
    {
        lock (_lock)
            _planned.Clear();
    }

    internal void Remove(PlannedFault planned)
    {
        lock (_lock)
            _planned.Remove(planned);
    }

    internal Fault? Take(string contract, string path, bool socket)
    {
        lock (_lock)
        {
            var planned = _planned.Find(entry => entry.Fault.Matches(contract, path, socket));
            if (planned is null)
                return null;
            planned.Played++;
            if (planned.Played >= planned.Fault.Times)
                _planned.Remove(planned);
            return planned.Fault;
        }
    }
}
