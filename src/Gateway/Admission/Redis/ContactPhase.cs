namespace Gateway.Admission.Redis;

/// <summary>One stretch of time in which the shared books either decide or do not.</summary>
/// <param name="isShared">Whether they decide; otherwise each replica decides for its share.</param>
#pragma warning disable CA1001 // a source without a timer holds nothing that needs disposal, and waiters may outlive the phase
internal sealed class ContactPhase(bool isShared)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _over = new();

    public bool IsShared => isShared;

    /// <summary>Cancelled when the next phase begins: those who wait look again.</summary>
    public CancellationToken Over => _over.Token;

    public void End() => _over.Cancel();
}
