using Gateway.Admin.Access;
using Gateway.Admin.Documents;
using Gateway.Policies.Plans;
using Gateway.Policies.Usage;

namespace Gateway.Admin.Http;

/// <summary><c>/admin/v1/plans</c> and <c>/admin/v1/prices</c>.</summary>
internal static class PlanEndpoints
{
    public static void MapPlans(this RouteGroupBuilder admin)
    {
        var plans = admin.MapGroup("/plans").WithTags("Plans");
        plans.MapGet("", async (HttpContext context, IPlanAdministration of) =>
                await AdminAnswer.WriteAsync(context, await of.ListAsync(context.RequestAborted), AdminJson.PlanPage))
            .RequireAuthorization(AdminRole.Viewer).Describe<Page<PlanDocument>>("listPlans", "List plans, those that ship included.");
        plans.MapGet("/{plan}", async (HttpContext context, string plan, IPlanAdministration of) =>
                await AdminAnswer.WriteAsync(context, await of.GetAsync(plan, context.RequestAborted), AdminJson.PlanDocument))
            .RequireAuthorization(AdminRole.Viewer).Describe<PlanDocument>("getPlan", "One plan by its name.");
        plans.MapPut("/{plan}", PutAsync).RequireAuthorization(AdminRole.Admin)
            .Describe<PlanDocument>("putPlan", "Make a plan, or replace it whole; one of a shipped plan's name takes its place.").TakesBody<PlanSettings>("""{"description":"for who tries it out","groups":{"chat":{"requestsPerMinute":5,"slots":1}}}""").IsConditional();
        plans.MapDelete("/{plan}", DeleteAsync).RequireAuthorization(AdminRole.Admin)
            .Describe<PlanDocument>("deletePlan", "Delete a stored plan.").IsConditional();

        var prices = admin.MapGroup("/prices").WithTags("Prices");
        prices.MapGet("", async (HttpContext context, IPlanAdministration of) =>
                await AdminAnswer.WriteAsync(context, await of.GetPricesAsync(context.RequestAborted), AdminJson.PriceBookDocument))
            .RequireAuthorization(AdminRole.Viewer).Describe<PriceBookDocument>("getPrices", "The price book.");
        prices.MapPut("", PutPricesAsync).RequireAuthorization(AdminRole.Admin)
            .Describe<PriceBookDocument>("putPrices", "Replace the price book whole; costs that were recorded stay as they are.").TakesBody<PriceBook>("""{"currency":"USD","prices":[{"unit":"characters","amount":0.03,"per":1000,"scope":"tts"}]}""").IsConditional();
    }

    private static Task PutAsync(HttpContext context, string plan, IPlanAdministration plans) => AdminApi.WithBodyAsync(
        context,
        AdminJson.PlanSettings,
        async (settings, call) => await AdminAnswer.WriteAsync(context, await plans.PutAsync(plan, settings, call, context.RequestAborted), AdminJson.PlanDocument));

    private static Task DeleteAsync(HttpContext context, string plan, IPlanAdministration plans) => AdminApi.WithCallAsync(
        context,
        async call => await AdminAnswer.WriteAsync(context, await plans.DeleteAsync(plan, call, context.RequestAborted), AdminJson.PlanDocument));

    private static Task PutPricesAsync(HttpContext context, IPlanAdministration plans) => AdminApi.WithBodyAsync(
        context,
        AdminJson.PriceBook,
        async (book, call) => await AdminAnswer.WriteAsync(context, await plans.PutPricesAsync(book, call, context.RequestAborted), AdminJson.PriceBookDocument));
}
