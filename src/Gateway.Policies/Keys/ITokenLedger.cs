namespace Gateway.Policies.Keys;

/// <summary>Port to the memory of tokens that were used. Thread-safe.</summary>
public interface ITokenLedger
{
    /// <summary>Notes that a token is used now.</summary>
    /// <param name="token">A token that has not ended.</param>
    /// <param name="cancellationToken">The caller left; the token may count as used.</param>
    /// <returns>False when it was used before, on whichever replica.</returns>
    /// <exception cref="TokenLedgerUnavailableException">It cannot be found out, so the token must not be accepted.</exception>
    ValueTask<bool> TryUseAsync(BrowserToken token, CancellationToken cancellationToken);
}
