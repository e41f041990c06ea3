using Gateway.Policies.Admission;

namespace Gateway.Admission;

/// <summary>The lease of a process that stands still until it is told to wake up.</summary>
internal sealed class FrozenLease : AdmissionLease, IDisposable
{
    private readonly CancellationTokenSource _lost = new();
    private volatile bool _inDoubt;
    private bool _sold;

    public int Asked { get; private set; }

    public override CancellationToken Lost => _lost.Token;

    public override bool InDoubt => _inDoubt;

    public void WakesUp(bool sold)
    {
        _sold = sold;
        _inDoubt = true;
    }

    public void Sell() => _lost.Cancel();

    public override ValueTask<bool> ConfirmAsync(CancellationToken cancellationToken)
    {
        Asked++;
        _inDoubt = _sold;
        if (_sold)
            Sell();
        return new(!_sold);
    }

    public void Dispose() => _lost.Dispose();
}
