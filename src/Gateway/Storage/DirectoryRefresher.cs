namespace Gateway.Storage;

/// <summary>
/// Keeps the directory up to date: before the first request is taken, and whenever database or settings change. Trouble
/// with the database never stops the process: what is known is served, and the reason stands in <see cref="DatabaseState"/>.
/// </summary>
internal sealed class DirectoryRefresher(
    VirtualKeyDirectory directory, GatewayDatabase database, DatabaseState state, StorageMetrics metrics, TimeProvider time, ILogger<DirectoryRefresher> logger)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan FirstLoadBudget = TimeSpan.FromSeconds(15);

    /// <summary>Loads the keys before the listeners open, so that the first caller already finds its key.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(FirstLoadBudget, time);
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            if (!await TryRefreshAsync(budget.Token))
                return;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            state.Fail(new(DatabaseFault.Unreachable, $"The database '{database.Location}' has not answered for {FirstLoadBudget.TotalSeconds} s."));
            return;
        }
        var elapsed = time.GetElapsedTime(started);
        logger.KeysLoaded(directory.Current.Count, database.Location, elapsed);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await database.WaitForChangeAsync(stoppingToken);
            if (await TryRefreshAsync(stoppingToken) && !state.TakesWrites)
                await TryWriteAsync(stoppingToken);
        }
    }

    /// <summary>Finds out whether the database takes writes again; an idle gateway would not come to know.</summary>
    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync(Revisions.RewriteAsync, cancellationToken);
            state.RecoverWrites();
        }
        catch (DatabaseUnavailableException)
        {
            // Told by DatabaseState.
        }
    }

    private async Task<bool> TryRefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await directory.RefreshAsync(cancellationToken);
            metrics.Refreshed(succeeded: true, directory.Current.Keys.Count);
            return true;
        }
        catch (DatabaseUnavailableException)
        {
            metrics.Refreshed(succeeded: false, directory.Current.Keys.Count);
            return false;    // Told by DatabaseState.
        }
    }
}
