using System.Data.Common;

namespace Gateway.Storage;

/// <summary>
/// The configured database, brought to this program's schema before its first use. Thread-safe. Every member throws
/// <see cref="DatabaseUnavailableException"/> when the database cannot serve.
/// </summary>
internal abstract class GatewayDatabase(DatabaseState state, StorageMetrics metrics, TimeProvider time) : IAsyncDisposable
{
    private readonly SemaphoreSlim _upgrading = new(1, 1);
    private volatile bool _isCurrent;

    /// <summary>Where it is, for logs and messages; without credentials.</summary>
    public abstract string Location { get; }

    /// <summary>Where files belong that are kept for this database and no other; empty is the working directory.</summary>
    public abstract string Folder { get; }

    /// <summary>Runs reads that see one state of the database.</summary>
    public Task<T> ReadAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(writes: false, work, cancellationToken);

    /// <summary>Runs a change; it is kept if <paramref name="work"/> commits the session. Writers may wait for each other.</summary>
    public Task<T> WriteAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(writes: true, work, cancellationToken);

    /// <summary>Whether a look at the revision can be spared. Not thread-safe: for the one who follows the revision.</summary>
    public virtual bool MayHaveChanged() => true;

    /// <summary>Waits until another connection may have changed the database, at most for the poll interval.</summary>
    public abstract Task WaitForChangeAsync(CancellationToken cancellationToken);

    /// <summary>Tells other processes, with the commit, that the revision changed.</summary>
    public abstract Task AnnounceAsync(DatabaseSession session, long revision);

    /// <summary>Creates or upgrades the schema; does nothing once it is current.</summary>
    public async Task EnsureCurrentAsync(CancellationToken cancellationToken)
    {
        if (_isCurrent)
            return;
        await _upgrading.WaitAsync(cancellationToken);
        try
        {
            if (_isCurrent)
                return;
            // Migrations are synchronous, and no caller's thread may be held up by them.
            await Task.Run(() => Upgrade(cancellationToken), cancellationToken);
            _isCurrent = true;
        }
        catch (Exception exception) when (exception is not DatabaseUnavailableException && Classify(exception) is { } known)
        {
            throw known;
        }
        finally
        {
            _upgrading.Release();
        }
    }

    /// <summary>What it would need at the next start, found without changing anything.</summary>
    public async Task<string> DescribeAsync(CancellationToken cancellationToken) => await NeedsUpgradeAsync(cancellationToken) switch
    {
        null => "not there yet; the first start creates it",
        true => "will be upgraded at the next start",
        false => "up to date",
    };

    /// <summary>Whether the next start would upgrade it, or create it (null); found without changing anything.</summary>
    public async Task<bool?> NeedsUpgradeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(NeedsUpgrade, cancellationToken);
        }
        catch (Exception exception) when (exception is not DatabaseUnavailableException && Classify(exception) is { } known)
        {
            throw known;
        }
    }

    public virtual ValueTask DisposeAsync()
    {
        _upgrading.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether the schema lacks steps, or there is no database yet (null). Changes nothing.</summary>
    protected abstract bool? NeedsUpgrade();

    /// <summary>Brings the schema up to date, or finds it current.</summary>
    protected abstract void Upgrade(CancellationToken cancellationToken);

    /// <summary>Opens a connection for one transaction.</summary>
    protected abstract Task<DbConnection> OpenAsync(bool writes, CancellationToken cancellationToken);

    /// <summary>Ends with the connection of a transaction that did not fail; else it is disposed of.</summary>
    protected virtual ValueTask CloseAsync(DbConnection connection, bool wrote) => connection.DisposeAsync();

    /// <summary>Begins the transaction; a writing one must not fail later because another began earlier.</summary>
    protected abstract ValueTask<DbTransaction> BeginAsync(DbConnection connection, bool writes, CancellationToken cancellationToken);

    /// <summary>What a driver's exception means; null when it is a bug of ours.</summary>
    protected abstract DatabaseUnavailableException? Classify(Exception exception);

    /// <summary>Drops whatever is kept of connections after a fault, so that the next use begins anew.</summary>
    protected virtual void Forget(DatabaseFault fault)
    {
    }

    /// <summary>Where the work runs; a driver that blocks moves it off the caller's thread.</summary>
    protected virtual Task<T> ScheduleAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => work();

    private async Task<T> RunAsync<T>(bool writes, Func<DatabaseSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await EnsureCurrentAsync(cancellationToken);
        try
        {
            var asked = time.GetTimestamp();
            var result = await ScheduleAsync(() => InTransactionAsync(writes, work, cancellationToken), cancellationToken);
            metrics.Did(writes, time.GetElapsedTime(asked));
            return result;
        }
        catch (Exception exception) when (exception is not DatabaseUnavailableException && Classify(exception) is { } known)
        {
            // The schema still counts as current: a file or database that is gone must not be made anew under running keys.
            Forget(known.Fault);
            if (writes)
                state.FailWrites(known);
            throw known;
        }
    }

    private async Task<T> InTransactionAsync<T>(bool writes, Func<DatabaseSession, Task<T>> work, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(writes, cancellationToken);
        T result;
        try
        {
            await using var transaction = await BeginAsync(connection, writes, cancellationToken);
            result = await work(new(connection, transaction, this, cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await CloseAsync(connection, writes);
        return result;
    }
}
