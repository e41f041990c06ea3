using System.Text.Json;
using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>
/// Carries out reads and changes. A change is one transaction with its audit entries and, for a request that may be
/// repeated, its answer: kept whole or not at all. It is in force in this process when the caller gets its answer; other
/// processes follow within a second. Thread-safe.
/// </summary>
internal sealed class AdminTransactions(
    GatewayDatabase database, VirtualKeyDirectory directory, PepperSource peppers, TimeProvider time, ILogger<AdminTransactions> logger)
{
    /// <summary>How long the answer to a request under an idempotency key is kept.</summary>
    public static readonly TimeSpan IdempotencyLifetime = TimeSpan.FromHours(24);

    /// <summary>Reads; trouble with the database becomes a fault.</summary>
    public async Task<AdminResult<T>> ReadAsync<T>(Func<DatabaseSession, Task<AdminResult<T>>> work, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await database.ReadAsync(
                async session =>
                {
                    await Revisions.ReadAsync(session); // of a newer program's tables nobody knows what they mean
                    return await work(session);
                },
                cancellationToken);
        }
        catch (DatabaseUnavailableException exception)
        {
            return Unavailable(exception);
        }
    }

    /// <summary>Changes; a fault undoes whatever <paramref name="work"/> has done.</summary>
    /// <param name="operation">What is asked for.</param>
    /// <param name="call">Who asks.</param>
    /// <param name="work">The change; must record every effect.</param>
    /// <param name="cancellationToken">Gives up; the change may have been made.</param>
    public async Task<AdminResult<T>> WriteAsync<T>(
        AdminOperation<T> operation, AdminCall call, Func<AdminChange, Task<AdminResult<T>>> work, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var (result, entries) = await database.WriteAsync(session => ChangeAsync(session, operation, call, work), cancellationToken);
            if (entries.Count == 0)
                return result;
            foreach (var entry in entries)
                logger.Audited(entry.Sequence, entry.Action, entry.Subject, entry.Actor, entry.Source, entry.Before, entry.After, entry.Hash);
            await PublishAsync(cancellationToken);
            return result;
        }
        catch (DatabaseUnavailableException exception)
        {
            return Unavailable(exception);
        }
    }

    private async Task<(AdminResult<T> Result, IReadOnlyList<AuditRow> Entries)> ChangeAsync<T>(
        DatabaseSession session, AdminOperation<T> operation, AdminCall call, Func<AdminChange, Task<AdminResult<T>>> work)
        where T : class
    {
        var revision = await Revisions.AdvanceAsync(session);
        var pepper = await peppers.CreateAsync(session);
        var change = new AdminChange(session, revision, time.GetUtcNow(), pepper);
        var seal = call.IdempotencyKey is { } key ? new IdempotencySeal(pepper, call.Actor, key) : null;
        if (seal is not null && await RecallAsync(change, seal, operation) is { } former)
            return (former, []);

        var result = await work(change);
        if (!result.Succeeded)
            return (result, []);
        if (seal is not null)
            await RememberAsync(change, seal, operation, result.Value);
        if (change.Entries.Count == 0 && seal is null)
            return (result, []);    // Nothing changed: nothing is kept and nobody is told.
        var entries = await AppendAuditAsync(change, call);
        await session.CommitAsync(revision);
        return (result, entries);
    }

    private static async Task<AdminResult<T>?> RecallAsync<T>(AdminChange change, IdempotencySeal seal, AdminOperation<T> operation)
        where T : class
    {
        await IdempotencyTable.DeleteOlderAsync(change.Session, (change.Now - IdempotencyLifetime).ToUnixTimeMilliseconds());
        if (await IdempotencyTable.FindAsync(change.Session, seal.KeyHash) is not { } row)
            return null;
        if (!row.RequestHash.AsSpan().SequenceEqual(HashOf(operation)))
            return new AdminFault(AdminFaultKind.KeyReused, "The idempotency key was used for another request. Use a new one for each request, and the same one only to repeat it.");
        return JsonSerializer.Deserialize(seal.Open(row.Response), operation.Type)!;
    }

    private static Task RememberAsync<T>(AdminChange change, IdempotencySeal seal, AdminOperation<T> operation, T answer) =>
        IdempotencyTable.InsertAsync(change.Session, new()
        {
            KeyHash = seal.KeyHash,
            RequestHash = HashOf(operation),
            Response = seal.Close(JsonSerializer.SerializeToUtf8Bytes(answer, operation.Type)),
            CreatedAt = change.Milliseconds,
        });

    private static byte[] HashOf<T>(AdminOperation<T> operation) => IdempotencySeal.HashOf($"{operation.Action}\n{operation.Request}");

    /// <summary>Continues the chain. Only one writer is here at a time: all took the row of the revision first.</summary>
    private static async Task<IReadOnlyList<AuditRow>> AppendAuditAsync(AdminChange change, AdminCall call)
    {
        if (change.Entries.Count == 0)
            return [];
        var chain = new AuditChain(change.Pepper);
        var last = await AuditTable.LastAsync(change.Session);
        var rows = new List<AuditRow>(change.Entries.Count);
        foreach (var entry in change.Entries)
        {
            var row = entry with
            {
                Sequence = (last?.Sequence ?? 0) + 1,
                Actor = call.Actor,
                Source = call.Source,
                PreviousHash = last?.Hash ?? AuditChain.Start,
            };
            last = row with { Hash = chain.HashOf(row) };
            await AuditTable.InsertAsync(change.Session, last);
            rows.Add(last);
        }
        return rows;
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
