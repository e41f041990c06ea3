namespace Gateway.Policies.Keys;

/// <summary>
/// The ledger of one process. Tokens from before its start are refused: whether they were used is not known any more.
/// Thread-safe; bounded by what can be minted within a token's life, and by <paramref name="maxTokens"/>.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="maxTokens">Most tokens remembered; when full, none is accepted until the oldest end.</param>
public sealed class MemoryTokenLedger(TimeProvider time, int maxTokens = 1_000_000) : ITokenLedger
{
    private readonly DateTimeOffset _start = time.GetUtcNow();
    private readonly Lock _gate = new();
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _ends = new();

    /// <inheritdoc/>
    public ValueTask<bool> TryUseAsync(BrowserToken token, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            while (_ends.TryPeek(out var ended, out var end) && end <= now)
            {
                _ends.Dequeue();
                _used.Remove(ended);
            }
            if (token.IssuedAt < _start || _used.Count >= maxTokens || !_used.Add(token.Id))
                return new(false);
            _ends.Enqueue(token.Id, token.ConnectBefore);
            return new(true);
        }
    }
}
