using System.Threading.RateLimiting;

namespace Gateway.Admission;

/// <summary>A question to the gate that was not answered at once. What nobody takes is given back when the request ends.</summary>
/// <param name="entry">The answer to come.</param>
internal sealed class BegunEntry(Task<RateLimitLease> entry) : IAsyncDisposable
{
    private bool _isTaken;

    /// <summary>From now on the lease is the caller's.</summary>
    public Task<RateLimitLease> Take()
    {
        _isTaken = true;
        return entry;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isTaken)
            return;
        await ((Task)entry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (entry.IsCompletedSuccessfully)
            (await entry).Dispose();
    }
}
