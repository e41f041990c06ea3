using Gateway.Admin.Documents;
using Gateway.Policies.Admission;
using Gateway.Upstream;

namespace Gateway.Admin;

/// <summary>What goes on now: the capacity of the accounts, who holds it and who waits. Thread-safe.</summary>
internal sealed class LiveState(UpstreamAccounts accounts, IAdmissionView admission, TimeProvider time)
{
    // Nobody waits for a picture of books that do not answer.
    private static readonly TimeSpan ViewTimeout = TimeSpan.FromSeconds(2);

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
}
