using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>Three <c>redis-server</c> of this machine that share the hash slots between them.</summary>
internal sealed class RedisCluster : ITestRedis
{
    private const int HashSlots = 16_384;

    private readonly List<(RedisServerProcess Server, int Bus)> _nodes = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redis-cluster-");

    private RedisCluster()
    {
    }

    public string Description => $"a cluster of {_nodes.Count} redis-server";

    public string ConnectionString => string.Join(',', _nodes.Select(node => node.Server.ConnectionString));

    public static async Task<RedisCluster> StartAsync()
    {
        var cluster = new RedisCluster();
        for (var node = 0; node < 3; node++)
        {
            // By default it is the port and 10,000, which need not be one.
            var bus = RedisServerProcess.FreePort();
            cluster._nodes.Add((await RedisServerProcess.StartAsync(
                "--cluster-enabled", "yes", "--cluster-port", $"{bus}", "--cluster-config-file", Path.Combine(cluster._folder.FullName, $"{node}.conf")), bus));
        }
        await cluster.FormAsync();
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (server, _) in _nodes)
            await server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task FormAsync()
    {
        // Each node alone: a client that knows of a cluster would ask it for a map that is not there yet.
        var connections = await Task.WhenAll(_nodes.Select(node => ConnectionMultiplexer.ConnectAsync(node.Server.ConnectionString + ",allowAdmin=true")));
        var servers = connections.Select((connection, node) => connection.GetServer(_nodes[node].Server.ConnectionString)).ToList();
        for (var node = 0; node < servers.Count; node++)
        {
            object[] own = [.. Enumerable.Range(0, HashSlots).Where(slot => slot * servers.Count / HashSlots == node)];
            await servers[node].ExecuteAsync("CLUSTER", (object[])["ADDSLOTS", .. own]);
            await servers[0].ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", _nodes[node].Server.Port, _nodes[node].Bus);
        }
        foreach (var server in servers)
        {
            while (!((string)(await server.ExecuteAsync("CLUSTER", "INFO"))!).Contains("cluster_state:ok", StringComparison.Ordinal))
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        foreach (var connection in connections)
            await connection.DisposeAsync();
    }
}
