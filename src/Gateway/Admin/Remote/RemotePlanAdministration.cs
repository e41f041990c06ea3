using System.Text.Json;
using Gateway.Admin.Documents;
using Gateway.Policies.Plans;
using Gateway.Policies.Usage;

namespace Gateway.Admin.Remote;

/// <summary>Administration of plans and prices through a running gateway.</summary>
internal sealed class RemotePlanAdministration(AdminClient client) : IPlanAdministration
{
    public Task<AdminResult<Page<PlanDocument>>> ListAsync(CancellationToken cancellationToken) =>
        client.GetAsync("plans", AdminJson.PlanPage, cancellationToken);

    public Task<AdminResult<PlanDocument>> GetAsync(string name, CancellationToken cancellationToken) =>
        client.GetAsync(PathOf(name), AdminJson.PlanDocument, cancellationToken);

    public Task<AdminResult<PlanDocument>> PutAsync(string name, PlanSettings plan, AdminCall call, CancellationToken cancellationToken) =>
        client.ChangeAsync(HttpMethod.Put, PathOf(name), JsonSerializer.SerializeToNode(plan, AdminJson.PlanSettings), call, AdminJson.PlanDocument, cancellationToken);

    public Task<AdminResult<PlanDocument>> DeleteAsync(string name, AdminCall call, CancellationToken cancellationToken) =>
        client.ChangeAsync(HttpMethod.Delete, PathOf(name), null, call, AdminJson.PlanDocument, cancellationToken);

    public Task<AdminResult<PriceBookDocument>> GetPricesAsync(CancellationToken cancellationToken) =>
        client.GetAsync("prices", AdminJson.PriceBookDocument, cancellationToken);

    public Task<AdminResult<PriceBookDocument>> PutPricesAsync(PriceBook book, AdminCall call, CancellationToken cancellationToken) =>
        client.ChangeAsync(HttpMethod.Put, "prices", JsonSerializer.SerializeToNode(book, AdminJson.PriceBook), call, AdminJson.PriceBookDocument, cancellationToken);

    private static string PathOf(string name) => "plans/" + Uri.EscapeDataString(name);
}
