using System.Collections.Concurrent;

namespace Gateway.Policies.Admission;

/// <summary>
/// Admission for one process: exact, fair, nothing outside it. A lease lives until it is released or the process ends.
/// An admission that need not wait completes synchronously; a release hands over before it returns. Thread-safe.
/// </summary>
public sealed class MemoryAdmissionStore(AdmissionRules rules, TimeProvider time) : IAdmissionStore, IAdmissionView
{
    // Accounts are configured, so there are few.
    private readonly ConcurrentDictionary<string, AccountBook> _books = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<AdmissionDecision> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
        BookOf(request.Account).AdmitAsync(request, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(string account, string id)
    {
        BookOf(account).Release(id, unused: false);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ReturnAsync(string account, string id)
    {
        BookOf(account).Release(id, unused: true);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask LeftLateAsync(string account, string id)
    {
        BookOf(account).LeftLate(id);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RefusedUpstreamAsync(string account, string id, LimitKind limit)
    {
        BookOf(account).RefusedUpstream(id, limit);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<AdmissionRequest> Held() => [.. _books.Values.SelectMany(book => book.Held())];

    /// <summary>
    /// Writes down work that was let in elsewhere, whether it fits or not: a replica keeps such books of its own work for
    /// the time when the shared ones do not answer.
    /// </summary>
    public void Adopt(AdmissionRequest request) => BookOf(request.Account).Adopt(request);

    /// <summary>What is taken of every limit of an account that is in use.</summary>
    public IReadOnlyDictionary<LevelKey, LevelUse> UsesOf(string account) => BookOf(account).Uses();

    /// <inheritdoc/>
    public ValueTask<AccountView> ViewAsync(string account, CancellationToken cancellationToken) =>
        new(new AccountView(account, AdmissionMode.Normal, BookOf(account).View()));

    private AccountBook BookOf(string account) => _books.GetOrAdd(account, static (_, self) => new(self.Rules, self.Time), this);

    private AdmissionRules Rules => rules;

    private TimeProvider Time => time;
}
