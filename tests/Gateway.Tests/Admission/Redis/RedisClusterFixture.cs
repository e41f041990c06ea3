namespace Gateway.Admission.Redis;

/// <summary>One cluster for all tests of a class; none where there is no <c>redis-server</c> on the PATH.</summary>
public sealed class RedisClusterFixture : IAsyncLifetime
{
    private RedisCluster? _cluster;

    /// <summary>The cluster; skips the test where there is none.</summary>
    public ITestRedis Cluster
    {
        get
        {
            Assert.SkipWhen(_cluster is null, "There is no redis-server on the PATH to make a cluster of.");
            return _cluster;
        }
    }

    public async ValueTask InitializeAsync() => _cluster = RedisServerProcess.Binary is null ? null : await RedisCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? default;
}
