namespace Gateway.Admission.Redis;

/// <summary>One stretch of time in which the shared books either decide or do not.</summary>
/// <param name="isShared">Whether they decide; otherwise each replica decides for its share.</param>
internal sealed class ContactPhase(bool isShared)
{
    private readonly CancellationTokenSource _over = new();

    public bool IsShared => isShared;

    /// <summary>Cancelled when the next phase begins: those who wait look again.</summary>
    public CancellationToken Over => _over.Token;

    public void End() => _over.Cancel();
}
