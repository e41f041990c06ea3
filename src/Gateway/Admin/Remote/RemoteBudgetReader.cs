using Gateway.Admin.Documents;

namespace Gateway.Admin.Remote;

/// <summary>How budgets stand, through a running gateway.</summary>
internal sealed class RemoteBudgetReader(AdminClient client, IKeyAdministration keys) : IBudgetReader
{
    public async Task<AdminResult<Page<BudgetDocument>>> OfKeyAsync(string key, CancellationToken cancellationToken)
    {
        // The API names keys by id.
        var found = await keys.GetAsync(key, cancellationToken);
        return found.Succeeded ? await client.GetAsync($"keys/{found.Value.Id}/budgets", AdminJson.BudgetPage, cancellationToken) : found.Fault;
    }

    public Task<AdminResult<Page<BudgetDocument>>> OfTeamAsync(string team, CancellationToken cancellationToken) =>
        client.GetAsync($"teams/{Uri.EscapeDataString(team)}/budgets", AdminJson.BudgetPage, cancellationToken);
}
