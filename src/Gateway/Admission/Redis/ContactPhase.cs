using System.Diagnostics.CodeAnalysis;

namespace Gateway.Admission.Redis;

/// <summary>One stretch of time with one way of deciding.</summary>
/// <param name="kind">The way.</param>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A token source without a timer holds nothing.")]
internal sealed class ContactPhase(ContactKind kind)
{
    private readonly CancellationTokenSource _over = new();

    public ContactKind Kind => kind;

    /// <summary>Cancelled when the next phase begins: those who wait look again.</summary>
    public CancellationToken Over => _over.Token;

    public void End() => _over.Cancel();
}
