using Gateway.Configuration;

namespace Gateway.Upstream;

/// <summary>Each base URL of each account, by the upstream's free health route.</summary>
internal sealed class UpstreamReachable(UpstreamAccounts accounts) : IReachable
{
    private const string HealthPath = "/waves/v1/health";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Reachability>> TryAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(accounts.All.SelectMany(account => account.Destinations.Select(destination => TryAsync(account, destination, cancellationToken))));

    private static async Task<Reachability> TryAsync(UpstreamAccount account, UpstreamDestination destination, CancellationToken cancellationToken)
    {
        var result = new Reachability("upstream", $"{account.Name} ({account.Plan.Name})", destination.Root, Reached: false, "");
        using var request = new HttpRequestMessage(HttpMethod.Get, destination.Root + HealthPath)
        {
            Version = destination.Version,
            VersionPolicy = destination.VersionPolicy,
        };
        try
        {
            using var response = await destination.Client.SendAsync(request, cancellationToken);
            return result with { Reached = response.IsSuccessStatusCode, Detail = $"{(int)response.StatusCode} from {HealthPath}" };
        }
        catch (Exception e) when (e is HttpRequestException or Polly.ExecutionRejectedException)
        {
            return result with { Detail = e.InnerException?.Message ?? e.Message };
        }
    }
}
