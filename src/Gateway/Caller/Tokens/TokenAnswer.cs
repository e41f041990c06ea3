namespace Gateway.Caller.Tokens;

/// <summary>Answer of <c>POST /waves/v1/gateway/tokens</c>.</summary>
/// <param name="Token">Opens one socket, as <c>?token=</c>, <c>?api_key=</c>, or in <c>Sec-WebSocket-Protocol</c>.</param>
/// <param name="ExpiresAt">From then on it opens nothing.</param>
/// <param name="MaxSession">Longest session in seconds.</param>
internal sealed record TokenAnswer(string Token, DateTimeOffset ExpiresAt, double MaxSession)
{
    /// <summary>Without the token, so that no log can show it by accident.</summary>
    public override string ToString() => $"until {ExpiresAt:O}";
}
