using Gateway.Configuration;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>The Redis of the settings, where there is one, by a ping.</summary>
internal sealed class RedisReachable(IOptions<RedisOptions> options) : IReachable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Reachability>> TryAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ConnectionString.Length == 0)
            return [];
        var configuration = ConfigurationOptions.Parse(options.Value.ConnectionString);
        configuration.AbortOnConnectFail = true;
        configuration.ConnectRetry = 0;
        configuration.ConnectTimeout = configuration.AsyncTimeout = (int)Patience.TotalMilliseconds;
        var result = new Reachability("redis", "", string.Join(',', configuration.EndPoints), Reached: false, "");
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(configuration);
            await connection.GetDatabase().PingAsync().WaitAsync(cancellationToken);
            return [result with { Reached = true, Detail = $"version {connection.GetServers()[0].Version}" }];
        }
        catch (RedisConnectionException e)
        {
            return [result with { Detail = e.FailureType.ToString() }];
        }
        catch (RedisException e)
        {
            return [result with { Detail = e.Message }];
        }
    }
}
