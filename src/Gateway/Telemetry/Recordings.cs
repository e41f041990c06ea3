using System.Collections.Concurrent;
using System.Diagnostics;

namespace Gateway.Telemetry;

/// <summary>
/// Makes recordings a moment later, many in a row. Once for each call, between everything else that a call does, the code
/// behind an instrument is found in no cache of the processor, and costs a multiple of what it costs in a row. Thread-safe.
/// </summary>
internal sealed class Recordings : IHostedService, IDisposable
{
    /// <summary>How long one waits for others at most; whoever reads metrics is told of it a little later.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    /// <summary>More than wait on two busy processors. Beyond it whoever has one makes it himself.</summary>
    private const int MaxWaiting = 16 * 1024;

    private readonly ConcurrentQueue<(Action<object> Record, object Fact)> _waiting = new();
    private readonly Lock _making = new();
    private readonly ITimer _timer;
    private int _count;
    private int _isDue;
    private volatile bool _isDisposed;

    public Recordings(TimeProvider time) =>
        _timer = time.CreateTimer(static self => ((Recordings)self!).MakeAll(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Records a fact soon; at once within a trace, to which the recording leads.</summary>
    /// <param name="fact">What is recorded; must not change any more.</param>
    /// <param name="record">How; neither blocks nor throws.</param>
    public void Post(object fact, Action<object> record)
    {
        if (Activity.Current is not null || _isDisposed || Volatile.Read(ref _count) >= MaxWaiting)
        {
            record(fact);
            return;
        }
        Interlocked.Increment(ref _count);
        _waiting.Enqueue((record, fact));
        if (Volatile.Read(ref _isDue) == 0 && Interlocked.Exchange(ref _isDue, 1) == 0)
            _timer.Change(Delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Makes those that wait, in their order.</summary>
    public void MakeAll()
    {
        lock (_making)
        {
            // Before the first look: what is posted from here on sees to it that it is made.
            Interlocked.Exchange(ref _isDue, 0);
            while (_waiting.TryDequeue(out var next))
            {
                Interlocked.Decrement(ref _count);
                next.Record(next.Fact);
            }
        }
    }

    /// <summary>Nothing has to begin.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes those that wait, while they can still be exported: the server has ended its requests before.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        MakeAll();
        return Task.CompletedTask;
    }

    /// <summary>Makes those that wait; from now on each is made at once.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _timer.Dispose();
        MakeAll();
    }
}
