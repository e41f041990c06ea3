using Gateway.Configuration;

namespace Gateway.Storage;

/// <summary>The database of the settings.</summary>
internal sealed class DatabaseReachable(GatewayDatabase database) : IReachable
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<Reachability>> TryAsync(CancellationToken cancellationToken)
    {
        var result = new Reachability("database", "", database.Location, Reached: false, "");
        try
        {
            return [result with { Reached = true, Detail = await database.DescribeAsync(cancellationToken) }];
        }
        catch (DatabaseUnavailableException e)
        {
            return [result with { Detail = e.Message }];
        }
    }
}
