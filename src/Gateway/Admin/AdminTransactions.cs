using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>
/// Carries out reads and changes: each is one transaction, kept whole or not at all, and in force in this process when the caller
/// gets its answer; other processes follow within a second. Thread-safe.
/// </summary>
internal sealed class AdminTransactions(GatewayDatabase database, VirtualKeyDirectory directory, PepperSource peppers, TimeProvider time)
{
    /// <summary>Reads; trouble with the database becomes a fault.</summary>
    public async Task<AdminResult<T>> ReadAsync<T>(Func<DatabaseSession, Task<AdminResult<T>>> work, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await database.ReadAsync(work, cancellationToken);
        }
        catch (DatabaseUnavailableException exception)
        {
            return Unavailable(exception);
        }
    }

    /// <summary>Changes; a fault undoes whatever <paramref name="work"/> has done.</summary>
    public async Task<AdminResult<T>> WriteAsync<T>(Func<AdminChange, Task<AdminResult<T>>> work, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var result = await database.WriteAsync(session => ChangeAsync(session, work), cancellationToken);
            if (result.Succeeded)
                await PublishAsync(cancellationToken);
            return result;
        }
        catch (DatabaseUnavailableException exception)
        {
            return Unavailable(exception);
        }
    }

    private async Task<AdminResult<T>> ChangeAsync<T>(DatabaseSession session, Func<AdminChange, Task<AdminResult<T>>> work)
        where T : class
    {
        var revision = await Revisions.AdvanceAsync(session);
        var pepper = await peppers.CreateAsync(session);
        var result = await work(new(session, revision, time.GetUtcNow(), pepper));
        if (result.Succeeded)
            await session.CommitAsync(revision);
        return result;
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        try
        {
            await directory.RefreshAsync(cancellationToken);
        }
        catch (DatabaseUnavailableException)
        {
            // The change is kept. The directory has told of the trouble and takes the change up when the database is back.
        }
    }

    private static AdminFault Unavailable(DatabaseUnavailableException exception) => new(AdminFaultKind.Unavailable, exception.Message);
}
