using System.Diagnostics.CodeAnalysis;

namespace Gateway.Admission.Redis;

/// <summary>One stretch of time with one way of deciding.</summary>
/// <param name="kind">The way.</param>
/// <param name="since">When it began, in the clock's timestamps.</param>
/// <param name="lines">Cancelled when the lines of the books are given up. A short silence ends a phase, and no wait.</param>
/// <param name="overdue">Called when an answer to a question of this phase takes longer than the patience.</param>
/// <param name="patience">Longest time that an answer may take.</param>
/// <param name="time">The clock.</param>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A token source without a timer holds nothing.")]
internal sealed class ContactPhase(ContactKind kind, long since, CancellationTokenSource lines, Action<ContactPhase> overdue, TimeSpan patience, TimeProvider time)
{
    private readonly CancellationTokenSource _over = new();
    private PatienceClock? _patience;

    public ContactKind Kind => kind;

    public long Since => since;

    /// <summary>Cancelled when the next phase begins: those who ask look again.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Cancelled when nobody's place in a line of the books counts any more: those who wait there look again.</summary>
    public CancellationToken LinesGivenUp => lines.Token;

    public CancellationTokenSource Lines => lines;

    /// <summary>Measures how long answers take.</summary>
    public PatienceClock Patience => LazyInitializer.EnsureInitialized(ref _patience, () => new(patience, time, () => overdue(this)));

    public void End()
    {
        _over.Cancel();
        _patience?.Dispose();
    }
}
