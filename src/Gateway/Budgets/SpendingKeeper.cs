using System.Collections.Immutable;
using Gateway.Policies.Budgets;
using Gateway.Policies.Keys;
using Gateway.Storage;

namespace Gateway.Budgets;

/// <summary>
/// Carries what was spent from the book to the database, where it outlives the process and replicas see it, and what they
/// spent into the book. Twice a second, so that a budget that is used up stops all replicas within a second; what those
/// spend who have no budget may wait. While the database is away the book goes on alone.
/// </summary>
internal sealed class SpendingKeeper(
    BudgetBook book, GatewayDatabase database, DatabaseState state, IVirtualKeyDirectory keys, BudgetMetrics metrics, TimeProvider time, ILogger<SpendingKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>How often everybody's spending is saved, for budgets that will be set: what a crash can lose of theirs.</summary>
    private static readonly TimeSpan FullInterval = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(6);

    /// <summary>How long the end of the process may be held up to save the last of it.</summary>
    private static readonly TimeSpan LastSaveTimeout = TimeSpan.FromSeconds(5);

    // A host that is in a hurry does not wait for the round under way.
    private readonly SemaphoreSlim _rounds = new(1, 1);
    private long _clock = -1;
    private VirtualKeySnapshot? _watched;
    private ImmutableArray<SpendHolder> _unread = [];
    private DateTimeOffset _pruned;
    private long _full;

    /// <summary>Reads what was spent before the first call is taken; without a database budgets begin at nothing.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _pruned = time.GetUtcNow();
        // A database that has just not answered is not waited for again.
        if (state.Trouble is null)
            await RoundAsync(all: false, cancellationToken);
        _full = time.GetTimestamp();
        await base.StartAsync(cancellationToken);
    }

    /// <summary>The host stops its services in the reverse order of their start: the listeners are closed, the work is over.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var timeout = new CancellationTokenSource(LastSaveTimeout, time);
        try
        {
            await RoundAsync(all: true, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            logger.SpendingLost(database.Location);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _rounds.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var all = time.GetElapsedTime(_full) > FullInterval;
            if (all)
                _full = time.GetTimestamp();
            await RoundAsync(all, stoppingToken);
        }
    }

    /// <summary>Saves and reads once.</summary>
    /// <param name="all">Also what those spent who have no budget.</param>
    /// <param name="cancellationToken">Gives up; the next round does it again.</param>
    public async Task RoundAsync(bool all, CancellationToken cancellationToken)
    {
        await _rounds.WaitAsync(cancellationToken);
        try
        {
            await SaveAndReadAsync(all, cancellationToken);
        }
        finally
        {
            _rounds.Release();
        }
    }

    private async Task SaveAndReadAsync(bool all, CancellationToken cancellationToken)
    {
        if (!ReferenceEquals(keys.Current, _watched))
        {
            _watched = keys.Current;
            _unread = book.Watch(_watched.Keys);
        }
        var unsaved = book.TakeUnsaved(all);
        var prunes = time.GetUtcNow() - _pruned > PruneInterval;
        if (unsaved.IsEmpty && !prunes && !book.IsWatching)
        {
            // Nobody asks. Whoever gets a budget later is read by name.
            _clock = -1;
            return;
        }
        try
        {
            var (clock, figures) = unsaved.IsEmpty && !prunes
                ? await database.ReadAsync(ReadAsync, cancellationToken)
                : await database.WriteAsync(session => WriteAsync(session, unsaved, prunes), cancellationToken);
            book.Saved(_unread, figures);
            (_clock, _unread) = (clock, []);
            if (prunes)
                _pruned = time.GetUtcNow();
            if (metrics.IsUnsaved)
                logger.SpendingSaved();
            metrics.IsUnsaved = false;
        }
        catch (DatabaseUnavailableException exception)
        {
            // A commit whose answer was lost may be repeated by this: it counts twice, towards the safe side.
            book.NotSaved();
            if (!metrics.IsUnsaved)
                logger.SpendingNotSaved(exception.Message);
            metrics.IsUnsaved = true;
        }
        catch (OperationCanceledException)
        {
            book.NotSaved();
            throw;
        }
    }

    private async Task<(long Clock, List<SpendEntry> Figures)> WriteAsync(DatabaseSession session, ImmutableArray<SpendEntry> unsaved, bool prunes)
    {
        // A newer program may have changed the tables under this one.
        await Revisions.ReadAsync(session);
        var clock = await SpendingTable.AdvanceClockAsync(session);
        await SpendingTable.AddAsync(session, unsaved, clock);
        if (prunes)
            await SpendingTable.DeleteOldAsync(session, time.GetUtcNow());
        var figures = await FiguresAsync(session);
        await session.CommitAsync();
        return (clock, figures);
    }

    private async Task<(long Clock, List<SpendEntry> Figures)> ReadAsync(DatabaseSession session)
    {
        var clock = await SpendingTable.ReadClockAsync(session);
        return clock == _clock && _unread.IsEmpty ? (clock, []) : (clock, await FiguresAsync(session));
    }

    private async Task<List<SpendEntry>> FiguresAsync(DatabaseSession session)
    {
        // Everything there is would be read at the start; the holders that matter are read by name.
        var figures = _clock < 0 ? [] : await SpendingTable.ChangedSinceAsync(session, _clock);
        if (!_unread.IsEmpty)
            figures.AddRange(await SpendingTable.OfAsync(session, _unread, time.GetUtcNow()));
        return figures;
    }
}
