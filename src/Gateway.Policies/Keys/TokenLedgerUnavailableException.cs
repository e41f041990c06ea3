namespace Gateway.Policies.Keys;

/// <summary>Whether a token was used cannot be found out now.</summary>
/// <param name="inner">Why.</param>
public sealed class TokenLedgerUnavailableException(Exception inner) : Exception("Used tokens cannot be looked up.", inner);
