using Gateway.Admission.Redis;

[assembly: AssemblyFixture(typeof(RedisFixture))]
[assembly: AssemblyFixture(typeof(GarnetFixture))]

namespace Gateway.Admission.Redis;

/// <summary>
/// One Redis for all tests, the first that can be had: <c>GATEWAY_TEST_REDIS</c>, a container, <c>redis-server</c> on the
/// PATH, embedded Garnet. Tests keep apart by key prefix.
/// </summary>
public sealed class RedisFixture : IAsyncDisposable
{
    private readonly Lazy<Task<ITestRedis>> _server = new(StartAsync);

    /// <summary>The server; the first test that asks starts it.</summary>
    public Task<ITestRedis> ServerAsync() => _server.Value;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }

    private static async Task<ITestRedis> StartAsync() =>
        Environment.GetEnvironmentVariable("GATEWAY_TEST_REDIS") is { Length: > 0 } given ? new GivenRedis(given)
            : await RedisContainerServer.TryStartAsync() is { } container ? container
            : RedisServerProcess.Binary is not null ? await RedisServerProcess.StartAsync()
            : EmbeddedGarnet.Start();
}
