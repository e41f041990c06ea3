using Testcontainers.Redis;

namespace Gateway.Admission.Redis;

/// <summary>Redis in a container, where Docker answers.</summary>
internal sealed class RedisContainerServer(RedisContainer container) : ITestRedis
{
    public string Description => "a Redis container";

    public string ConnectionString => container.GetConnectionString();

    /// <summary>Starts one; null where Docker does not answer within a few seconds.</summary>
    public static async Task<RedisContainerServer?> TryStartAsync()
    {
        if (!File.Exists("/var/run/docker.sock") && Environment.GetEnvironmentVariable("DOCKER_HOST") is null)
            return null;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        RedisContainer? container = null;
        try
        {
            container = new RedisBuilder("redis:7.4-alpine").Build();
            await container.StartAsync(patience.Token);
            return new(container);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Any failure of Docker means the same here: take the next kind of server.
            if (container is not null)
                await container.DisposeAsync();
            return null;
        }
    }

    public ValueTask DisposeAsync() => container.DisposeAsync();
}
