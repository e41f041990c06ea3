using System.Threading.Channels;
using Gateway.Policies.Usage;
using Gateway.Storage;
using Microsoft.Extensions.Options;

namespace Gateway.Metering;

/// <summary>
/// Brings records into the database, a batch at a time, behind a bounded queue: traffic never waits. What the database does
/// not take goes to a file and is taken up again. What finds no place at all is counted and reported.
/// </summary>
internal sealed class UsageWriter : BackgroundService, IUsageSink
{
    private const int BatchSize = 1000;

    /// <summary>A write that takes longer is left to itself; its records go to the file as well, since storing twice counts once.</summary>
    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HousekeepingPeriod = TimeSpan.FromMinutes(1);

    private readonly Channel<UsageRecord> _queue;
    private readonly UsageStore _store;
    private readonly MeteringMetrics _metrics;
    private readonly MeteringOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<UsageWriter> _logger;
    private readonly string _folder;
    private readonly List<UsageSpill> _orphans = [];
    private UsageSpill? _spill;
    private Task _writing = Task.CompletedTask;
    private DateTimeOffset _retryAt;
    private DateTimeOffset _housekeepingAt;
    private bool _isAway;
    private long _lost;

    public UsageWriter(UsageStore store, MeteringMetrics metrics, IOptions<MeteringOptions> options, GatewayDatabase database, TimeProvider time, ILogger<UsageWriter> logger)
    {
        (_store, _metrics, _options, _time, _logger) = (store, metrics, options.Value, time, logger);
        _folder = options.Value.SpillFolder is { Length: > 0 } folder ? folder : Path.Combine(database.Folder, "usage-spill");
        _queue = Channel.CreateBounded<UsageRecord>(new BoundedChannelOptions(options.Value.MaxQueued) { SingleReader = true });
        metrics.Watch(() => _queue.Reader.Count, () => _spill?.Waiting ?? 0);
    }

    public void Ended(UsageRecord record)
    {
        if (!_queue.Writer.TryWrite(record))
            Interlocked.Increment(ref _lost);
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Now, since a process that is told to end at once may never come to run the rest.
        OpenSpill();
        _metrics.Begin();
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Also where the host's patience has ended: two ticks would write to one file.
        if (ExecuteTask is { } ticking)
            await ticking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        do
            await TickAsync(CancellationToken.None);
        while (_queue.Reader.Count > 0);
    }

    public override void Dispose()
    {
        base.Dispose();
        // Requests that were cut while the process ended: nobody waits for a database any more.
        while (NextRecords() is { Count: > 0 } late)
            Spill(UsageBatch.Of(late));
        ReportLost();
        _spill?.Dispose();
        _spill = null;
        foreach (var orphan in _orphans)
            orphan.Dispose();
        _orphans.Clear();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.FlushInterval, _time);
        try
        {
            do
                await TickAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // What is left is stored by StopAsync.
        }
    }

    private async Task TickAsync(CancellationToken stopping)
    {
        // What comes while a batch is written waits for the next tick: else, under load, each few records would be a
        // transaction, and the tick would never end.
        int taken;
        do
        {
            var records = NextRecords();
            taken = records.Count;
            if (taken > 0)
                await StoreAsync(UsageBatch.Of(records));
        }
        while (taken == BatchSize);
        await TakeUpAsync(stopping);
        ReportLost();
        var now = _time.GetUtcNow();
        _spill?.Touch(now);
        if (now < _housekeepingAt || _isAway || stopping.IsCancellationRequested)
            return;
        _housekeepingAt = now + HousekeepingPeriod;
        AdoptOrphans();
        await ForgetOldAsync(now, stopping);
    }

    private List<UsageRecord> NextRecords()
    {
        var records = new List<UsageRecord>();
        while (records.Count < BatchSize && _queue.Reader.TryRead(out var record))
            records.Add(record);
        return records;
    }

    private async Task StoreAsync(UsageBatch batch)
    {
        if (!MayWrite || !await TryWriteAsync(batch))
            Spill(batch);
    }

    private bool MayWrite => _writing.IsCompleted && _time.GetUtcNow() >= _retryAt;

    /// <returns>Whether nothing is left to do for the records; else they go to the file.</returns>
    private async Task<bool> TryWriteAsync(UsageBatch batch)
    {
        var write = _store.WriteAsync(batch, CancellationToken.None);
        _writing = write;
        try
        {
            _metrics.Stored(await write.WaitAsync(WritePatience, _time));
            _isAway = false;
            return true;
        }
        catch (Exception e) when (e is DatabaseUnavailableException or TimeoutException)
        {
            BeAway(e.Message);
            // Whatever becomes of it: its records are on their second way.
            _writing = write.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return false;
        }
        catch (Exception e) when (batch.Records.Count == 1)
        {
            // A record that the database refuses will be refused again.
            _logger.Refused(e);
            _metrics.Lost(1);
            return true;
        }
        catch (Exception)
        {
            // One of them is refused; which one, each shows by itself. Its own id keeps it from being counted again if it
            // comes a second time: the batch waits in the file until this is over.
            foreach (var record in batch.Records)
                await StoreAsync(new UsageBatch(record.Id, [record]));
            return true;
        }
    }

    private void BeAway(string cause)
    {
        _retryAt = _time.GetUtcNow() + RetryAfter;
        if (!_isAway)
            _logger.Spills(_folder, cause);
        _isAway = true;
    }

    private void Spill(UsageBatch batch)
    {
        try
        {
            if (_spill?.TryAppend(batch) is true)
            {
                _metrics.Spilled(batch.Records.Count);
                return;
            }
        }
        catch (IOException e)
        {
            _logger.NoSpill(_folder, e.Message);
        }
        Interlocked.Add(ref _lost, batch.Records.Count);
    }

    private async Task TakeUpAsync(CancellationToken stopping)
    {
        if (_spill is { IsEmpty: false } own && await TakeUpAsync(own, stopping))
            _logger.TakenUp();
        foreach (var orphan in _orphans.ToList())
        {
            if (!await TakeUpAsync(orphan, stopping))
                return;
            orphan.Dispose();
            _orphans.Remove(orphan);
        }
    }

    /// <returns>Whether nothing waits in it any more.</returns>
    private async Task<bool> TakeUpAsync(UsageSpill spill, CancellationToken stopping)
    {
        while (!spill.IsEmpty)
        {
            if (!MayWrite || stopping.IsCancellationRequested)
                return false;
            var batch = spill.Peek(out var end);
            if (batch is not null && !await TryWriteAsync(batch))
                return false;
            spill.Remove(end);
            if (batch is not null)
                continue;
            // How many records there were in it, nobody can tell.
            _metrics.Damaged(1);
            _logger.Lost(1, "a batch was damaged in the file that it waited in");
        }
        return true;
    }

    private void OpenSpill()
    {
        try
        {
            _spill = UsageSpill.Create(_folder, _options.MaxSpillBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.NoSpill(_folder, e.Message);
        }
    }

    private void AdoptOrphans()
    {
        if (_spill is null)
            return;
        foreach (var orphan in UsageSpill.Orphans(_folder, _options.MaxSpillBytes))
        {
            _orphans.Add(orphan);
            if (!orphan.IsOfACrash)
                continue;
            _metrics.Gap();
            _logger.Gap(orphan.LastTouched, orphan.Waiting);
        }
    }

    private async Task ForgetOldAsync(DateTimeOffset now, CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested && await _store.DeleteBeforeAsync(now - _options.RecordRetention, stopping))
            {
                // The next few: a long transaction would hold up others.
            }
        }
        catch (DatabaseUnavailableException e)
        {
            BeAway(e.Message);
        }
    }

    private void ReportLost()
    {
        if (Interlocked.Exchange(ref _lost, 0) is not (> 0 and var lost))
            return;
        _metrics.Lost(lost);
        _logger.Lost(lost, "neither the queue nor the file had room");
    }
}
