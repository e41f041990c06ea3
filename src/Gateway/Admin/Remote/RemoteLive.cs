using Gateway.Admin.Documents;

namespace Gateway.Admin.Remote;

/// <summary>What goes on in a running gateway now. Thread-safe.</summary>
internal sealed class RemoteLive(AdminClient client)
{
    /// <summary>A part of the sockets of all replicas; of one team or key where one is named.</summary>
    public Task<AdminResult<SessionList>> ListSessionsAsync(PageRequest page, string? team, string? key, CancellationToken cancellationToken) =>
        client.GetAsync(RemoteQuery.Of("sessions", page, ("team", team), ("key", key)), AdminJson.SessionList, cancellationToken);

    /// <summary>Ends one of them.</summary>
    public Task<AdminResult<SessionDocument>> EndSessionAsync(string id, AdminCall call, CancellationToken cancellationToken) =>
        client.ChangeAsync(HttpMethod.Delete, "sessions/" + Uri.EscapeDataString(id), null, call, AdminJson.SessionDocument, cancellationToken);

    /// <summary>The upstream accounts and who holds their capacity.</summary>
    public Task<AdminResult<Page<AccountDocument>>> ListAccountsAsync(CancellationToken cancellationToken) =>
        client.GetAsync("accounts", AdminJson.AccountPage, cancellationToken);

    /// <summary>The pools in which somebody waits.</summary>
    public Task<AdminResult<Page<PoolDocument>>> ListQueueAsync(CancellationToken cancellationToken) =>
        client.GetAsync("queue", AdminJson.PoolPage, cancellationToken);

    /// <summary>Holds the records against the logs of the upstream accounts.</summary>
    /// <param name="from">From when on; null: a day before the end.</param>
    /// <param name="to">Until when; null: the last full hour.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<AdminResult<ReconciliationDocument>> ReconcileAsync(string? from, string? to, CancellationToken cancellationToken) =>
        client.GetAsync(RemoteQuery.Of("usage/reconciliation", null, ("from", from), ("to", to)), AdminJson.Reconciliation, cancellationToken);
}
