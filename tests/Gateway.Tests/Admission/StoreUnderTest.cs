using Gateway.Policies.Admission;

namespace Gateway.Admission;

/// <summary>A store and what it takes to end it.</summary>
internal sealed class StoreUnderTest(IAdmissionStore store, Func<ValueTask> end) : IAsyncDisposable
{
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
