using Waves.Simulator.Limits;

namespace Waves.Simulator.Speech;

/// <summary>
/// The concurrency unit of one socket (contract 4.1): taken by the first segment while none runs, shared by those that
/// come meanwhile, given back when the last one ends. Thread-safe.
/// </summary>
internal sealed class SpeechUnit(PlanGate gate)
{
    private readonly Lock _lock = new();
    private Slot? _slot;
    private int _running;
    private bool _closed;

    /// <summary>Begins a segment.</summary>
    public GateDecision Begin()
    {
        lock (_lock)
        {
            if (_running == 0)
            {
                var decision = gate.Enter(LimitGroup.Tts);
                if (!decision.Admitted)
                    return decision;
                _slot = decision.Slot;
                if (_closed)
                    _slot!.Dispose();
            }

            _running++;
            return new GateDecision(RefusalReason.None, TimeSpan.Zero, _slot);
        }
    }

    /// <summary>Ends a segment.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (--_running == 0)
                _slot!.Dispose();
        }
    }

    /// <summary>The socket is closing: whatever still runs no longer counts.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _slot?.Dispose();
        }
    }
}
