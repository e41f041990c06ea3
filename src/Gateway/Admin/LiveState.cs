using Gateway.Admin.Documents;
using Gateway.Policies.Admission;
using Gateway.Relay;
using Gateway.Relay.Sessions;
using Gateway.Upstream;

namespace Gateway.Admin;

/// <summary>What goes on now: sockets of this replica, and the capacity of the accounts. Thread-safe.</summary>
internal sealed class LiveState(RelaySessions sessions, UpstreamAccounts accounts, IAdmissionView admission, AdminTransactions transactions, TimeProvider time)
{
    // Nobody waits for a picture of books that do not answer.
    private static readonly TimeSpan ViewTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The sockets of this replica, oldest first; of one team or key where one is named.</summary>
    public Page<SessionDocument> ListSessions(string? team, string? key) => new(
        [
            .. from info in sessions.List()
               where (team is null || string.Equals(info.Team, team, StringComparison.OrdinalIgnoreCase)) && (key is null || info.KeyId == key)
               orderby info.Since, info.Id
               select Document(info),
        ],
        null);

    /// <summary>Ends one socket; both peers get a close frame. It is noted in the audit log if the database answers.</summary>
    public async Task<AdminResult<SessionDocument>> EndSessionAsync(string id, AdminCall call, CancellationToken cancellationToken)
    {
        if (sessions.List().FirstOrDefault(info => info.Id == id) is not { } found || !sessions.End(id, RelayEnding.Operator))
            return AdminFault.NotFound("This replica has no such session; it may have ended, or live on another one.");
        var document = Document(found);
        await transactions.WriteAsync<SessionDocument>(
            new("session.end", id, AdminJson.SessionDocument),
            call with { IdempotencyKey = null },
            change =>
            {
                change.Record("session.end", id, document, null, AdminJson.SessionDocument);
                return Task.FromResult<AdminResult<SessionDocument>>(document);
            },
            cancellationToken);
        return document;
    }

    /// <summary>The accounts with their pools.</summary>
    public async Task<Page<AccountDocument>> ListAccountsAsync(CancellationToken cancellationToken)
    {
        var documents = new List<AccountDocument>();
        foreach (var account in accounts.All)
        {
            var view = await ViewAsync(account.Name, cancellationToken);
            documents.Add(new(
                account.Name,
                account.Plan.Name,
                view.Mode,
                [.. account.Destinations.Select(destination => new DestinationDocument(destination.Root, destination.IsBroken))],
                [.. view.Pools.Select(pool => PoolDocument.Of(account.Name, pool))]));
        }
        return new([.. documents], null);
    }

    /// <summary>The pools in which somebody waits, the longest wait first.</summary>
    public async Task<Page<PoolDocument>> ListQueueAsync(CancellationToken cancellationToken) => new(
        [
            .. (await ListAccountsAsync(cancellationToken)).Items.SelectMany(account => account.Pools)
                .Where(pool => pool.Waiting > 0)
                .OrderByDescending(pool => pool.OldestWaitSeconds),
        ],
        null);

    private async Task<AccountView> ViewAsync(string account, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ViewTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await admission.ViewAsync(account, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(account, AdmissionMode.Degraded, []);
        }
    }

    private static SessionDocument Document(RelaySessionInfo info) =>
        new(info.Id, info.Contract, info.Team, info.KeyId, info.Account, info.Since, info.EndsAt);
}
