using Waves.Simulator.Pacing;

namespace Waves.Simulator;

/// <summary>What may change while the simulator runs and is not a limit, a key or a fault. Reads see one whole value.</summary>
internal sealed class SimulatorSettings(SimulatorOptions options)
{
    private volatile Cadence _cadence = options.Cadence;
    private volatile bool _healthy = true;

    public Cadence Cadence
    {
        get => _cadence;
        set => _cadence = value;
    }

    /// <summary>What O1 answers.</summary>
    public bool Healthy
    {
        get => _healthy;
        set => _healthy = value;
    }

    public string Region { get; } = options.Region;

    public long MaxUploadBytes { get; } = options.MaxUploadBytes;
}
