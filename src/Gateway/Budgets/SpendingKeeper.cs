using System.Collections.Immutable;
using Gateway.Policies.Budgets;
using Gateway.Policies.Keys;
using Gateway.Storage;

namespace Gateway.Budgets;

/// <summary>
/// Carries what was spent from the book to the database, where it outlives the process and replicas see it, and what they
/// spent into the book. Twice a second, so that a budget that is used up stops all replicas within a second. While the
/// database is away the book goes on alone. What a crash can lose is what half a second spent.
/// </summary>
internal sealed class SpendingKeeper(
    BudgetBook book, GatewayDatabase database, DatabaseState state, IVirtualKeyDirectory keys, BudgetMetrics metrics, TimeProvider time, ILogger<SpendingKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(6);

    /// <summary>How long the end of the process may be held up to save the last of it.</summary>
    private static readonly TimeSpan LastSaveTimeout = TimeSpan.FromSeconds(5);

    private long _clock = -1;
    private VirtualKeySnapshot? _watched;
    private ImmutableArray<SpendHolder> _unread = [];
    private DateTimeOffset _pruned;

    /// <summary>Reads what was spent before the first call is taken; without a database budgets begin at nothing.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _pruned = time.GetUtcNow();
        // A database that has just not answered is not waited for again.
        if (state.Trouble is null)
            await RoundAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>The host stops its services in the reverse order of their start: the listeners are closed, the work is over.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var timeout = new CancellationTokenSource(LastSaveTimeout, time);
        await RoundAsync(timeout.Token);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await RoundAsync(stoppingToken);
    }

    /// <summary>Saves and reads once.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (!ReferenceEquals(keys.Current, _watched))
        {
            _watched = keys.Current;
            _unread = book.Watch(_watched.Keys);
        }
        var unsaved = book.TakeUnsaved();
        try
        {
            var prunes = time.GetUtcNow() - _pruned > PruneInterval;
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
        catch (Exception exception) when (exception is DatabaseUnavailableException or OperationCanceledException)
        {
            // A commit whose answer was lost may be repeated by this: it counts twice, towards the safe side.
            book.NotSaved();
            if (exception is not DatabaseUnavailableException || metrics.IsUnsaved)
                return;
            metrics.IsUnsaved = true;
            logger.SpendingNotSaved(exception.Message);
        }
    }

    private async Task<(long Clock, List<SpendEntry> Figures)> WriteAsync(DatabaseSession session, ImmutableArray<SpendEntry> unsaved, bool prunes)
    {
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
