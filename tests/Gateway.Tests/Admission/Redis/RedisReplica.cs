using Gateway.Policies.Admission;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gateway.Admission.Redis;

/// <summary>One replica's store over a Redis, started.</summary>
internal static class RedisReplica
{
    /// <param name="server">The Redis.</param>
    /// <param name="options">Settings of admission.</param>
    /// <param name="prefix">Replicas with one prefix share their books; null: books of its own.</param>
    /// <param name="name">Name of the replica.</param>
    /// <param name="time">Its clock; one that stands still is a process that does.</param>
    public static async Task<RedisAdmissionStore> StartAsync(ITestRedis server, AdmissionOptions options, string? prefix = null, string? name = null, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var redis = new RedisOptions { ConnectionString = server.ConnectionString, KeyPrefix = prefix ?? $"test-{Guid.NewGuid().ToString("N")[..12]}" };
        var replica = new ReplicaName(name ?? Guid.NewGuid().ToString("N"));
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        var store = new RedisAdmissionStore(
            new(["main"]),
            Options.Create(options),
            new RedisServer(Options.Create(redis), replica, NullLogger<RedisServer>.Instance),
            new MemoryAdmissionStore(options.Rules, time),
            replica,
            time,
            new AdmissionMetrics(meters),
            NullLogger<RedisAdmissionStore>.Instance);
        await store.StartAsync(default);
        return store;
    }
}
