using Gateway.Policies.Admission;
using Gateway.Policies.Plans;

namespace Gateway.Admission.Redis;

/// <summary>Workers that ask several replicas for slots of one pool without pause, as the upstream sees them.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly LimitSet _limits;
    private readonly List<Task> _workers;
    private int _admitted;
    private int _refused;

    private Traffic(IReadOnlyList<IAdmissionStore> replicas, int workersEach, LimitSet limits)
    {
        _limits = limits;
        _workers = [.. replicas.SelectMany((replica, place) => Enumerable.Range(0, workersEach).Select(worker => Task.Run(() => WorkAsync(replica, place * 1_000 + worker))))];
    }

    /// <summary>What runs at the upstream.</summary>
    public InFlight Upstream { get; } = new();

    public int Admitted => Volatile.Read(ref _admitted);

    public int Refused => Volatile.Read(ref _refused);

    public static Traffic Start(IReadOnlyList<IAdmissionStore> replicas, int workersEach, LimitSet limits) => new(replicas, workersEach, limits);

    /// <summary>Goes on until so many more were admitted.</summary>
    public async Task FlowAsync(int more)
    {
        for (var goal = Admitted + more; Admitted < goal; await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (_workers.Find(worker => worker.IsFaulted) is { } fault)
                await fault;
        }
    }

    /// <summary>Lets all work end.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_workers);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _end.Dispose();
    }

    private async Task WorkAsync(IAdmissionStore replica, int seed)
    {
        var random = new Random(seed);
        while (!_end.IsCancellationRequested)
        {
            var work = new AdmissionRequest
            {
                Id = Guid.NewGuid().ToString("N"),
                Account = "main",
                Levels = [new(LimitLevel.Account, "chat", _limits), new(LimitLevel.Team, $"team-{seed % 3}", LimitSet.None)],
                Units = AdmissionUnits.Request | AdmissionUnits.Slot,
                Team = $"team-{seed % 3}",
                MaxWait = TimeSpan.FromSeconds(2),
            };
            if (!(await replica.AdmitAsync(work, default)).Admitted)
            {
                Interlocked.Increment(ref _refused);
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
                continue;
            }
            Upstream.Enter();
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 4)), TimeProvider.System);
            Upstream.Leave();
            Interlocked.Increment(ref _admitted);
            await replica.ReleaseAsync("main", work.Id);
        }
    }
}
