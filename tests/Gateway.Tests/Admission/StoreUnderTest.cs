using Gateway.Admission.Redis;
using Gateway.Policies.Admission;

namespace Gateway.Admission;

/// <summary>A store and what it takes to end it.</summary>
internal sealed class StoreUnderTest(IAdmissionStore store, Func<ValueTask> end) : IAsyncDisposable
{
    /// <summary>A replica of its own over a Redis.</summary>
    public static async Task<StoreUnderTest> OfAsync(ITestRedis server, AdmissionOptions options)
    {
        // Conformance is about decisions; a busy test machine is not an outage.
        options.DecisionBudget = TimeSpan.FromSeconds(5);
        var replica = await RedisReplica.StartAsync(server, options);
        return new(replica, async () => await replica.StopAsync(default));
    }

    public IAdmissionStore Store => store;

    public IAdmissionView View => (IAdmissionView)store;

    /// <summary>The only pool in use.</summary>
    public async Task<PoolView> PoolAsync() => (await View.ViewAsync("main", default)).Pools.Single();

    /// <summary>The only pool, once so many wait there.</summary>
    public async Task<PoolView> WaitingAsync(int waiting)
    {
        while (true)
        {
            if (await PoolAsync() is { } pool && pool.Waiting == waiting)
                return pool;
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => end();
}
