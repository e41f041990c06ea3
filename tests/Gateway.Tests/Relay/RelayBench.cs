using Gateway.Admission;
using Gateway.Relay.Framing;
using Gateway.Relay.Pumping;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Relay;

/// <summary>A session between two peers in memory, under a clock that stands still.</summary>
internal sealed class RelayBench
{
    private readonly MemoryConnection _client;
    private readonly MemoryConnection _upstream;
    private readonly TaskCompletionSource<RelayEnding> _upstreamGone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RelayBench(Func<RelaySetup, RelaySetup>? configure = null, Action<RelayOptions>? options = null, int bufferBytes = 64 * 1024, LeaseFence? fence = null)
    {
        _client = new MemoryConnection(bufferBytes);
        _upstream = new MemoryConnection(bufferBytes);
        Client = new FramePeer(_client.Far, FrameSender.Client);
        Upstream = new FramePeer(_upstream.Far, FrameSender.Server);
        options?.Invoke(Options);
        var setup = new RelaySetup(
            new RelayLeg(RelaySide.Client, _client.Near, flushes: false, _client.Abort),
            new RelayLeg(RelaySide.Upstream, _upstream.Near, flushes: false, _upstream.Abort) { Fence = fence });
        Session = new RelaySession(configure?.Invoke(setup) ?? setup, Options, Pool, Time);
    }

    public RelayOptions Options { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public TrackingPool Pool { get; } = new();

    public RelaySession Session { get; }

    public FramePeer Client { get; }

    public FramePeer Upstream { get; }

    public bool ClientIsFull => _client.IsFull;

    public bool ClientAborted => _client.IsAborted;

    public bool UpstreamAborted => _upstream.IsAborted;

    public Task<RelayEnding> Run { get; private set; } = Task.FromException<RelayEnding>(new InvalidOperationException("not started"));

    /// <summary>Whoever holds something for work at the upstream has been told that it is over.</summary>
    public Task<RelayEnding> UpstreamGone => _upstreamGone.Task;

    /// <summary>On the session's clock, from its start.</summary>
    public TimeSpan UpstreamGoneAfter { get; private set; }

    public RelayBench Start()
    {
        var began = Time.GetUtcNow();
        Run = Session.RunAsync(ending =>
        {
            UpstreamGoneAfter = Time.GetUtcNow() - began;
            _upstreamGone.SetResult(ending);
            return ValueTask.CompletedTask;
        });
        return this;
    }

    public void Tick(int count)
    {
        for (var i = 0; i < count; i++)
            Session.Tick();
    }

    /// <summary>Lets time pass until the session is over, a tenth of a second at a time; gives how much it took.</summary>
    public async Task<(RelayEnding Ending, TimeSpan Took)> OverAsync()
    {
        var began = Time.GetUtcNow();
        for (var i = 0; i < 50 && !Run.IsCompleted; i++)
        {
            // What is already on its way comes first; only then does time go on.
            for (var calm = 0; calm < 20 && !Run.IsCompleted; calm++)
                await Task.Yield();
            await Task.WhenAny(Run, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
            if (!Run.IsCompleted)
                Time.Advance(TimeSpan.FromMilliseconds(100));
        }
        return (await OverAtOnceAsync(), Time.GetUtcNow() - began);
    }

    /// <summary>Waits for the end of the session while its clock stands still.</summary>
    public async Task<RelayEnding> OverAtOnceAsync()
    {
        var ending = await Run.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.True(UpstreamGone.IsCompleted);
        Session.Dispose();
        Pool.AssertClean();
        return ending;
    }
}
