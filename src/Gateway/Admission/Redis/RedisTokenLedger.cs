using Gateway.Policies.Keys;
using Microsoft.Extensions.Options;

namespace Gateway.Admission.Redis;

/// <summary>
/// The ledger of replicas that share a Redis and no database server: whoever writes a token's name first has used it. A
/// Redis that does not answer is no permission. Thread-safe.
/// </summary>
internal sealed class RedisTokenLedger(RedisServer server, IOptions<AdmissionOptions> options, TimeProvider time) : ITokenLedger
{
    /// <summary>Clocks of replicas may differ by this much, and a token must not be forgotten while one of them takes it for good.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    public async ValueTask<bool> TryUseAsync(BrowserToken token, CancellationToken cancellationToken)
    {
        try
        {
            return await server.TryClaimAsync(server.Keys.UsedToken(token.Id), token.ConnectBefore - time.GetUtcNow() + Slack, options.Value.DecisionBudget, time);
        }
        catch (Exception exception) when (exception is StackExchange.Redis.RedisException or TimeoutException or ObjectDisposedException)
        {
            throw new TokenLedgerUnavailableException(exception);
        }
    }
}
