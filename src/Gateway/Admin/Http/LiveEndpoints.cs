using Gateway.Admin.Access;
using Gateway.Admin.Documents;
using Gateway.Admin.Sessions;

namespace Gateway.Admin.Http;

/// <summary><c>/admin/v1/sessions</c>, <c>/admin/v1/accounts</c> and <c>/admin/v1/queue</c>.</summary>
internal static class LiveEndpoints
{
    public static void MapLive(this RouteGroupBuilder admin)
    {
        var sessions = admin.MapGroup("/sessions").WithTags("Live");
        sessions.MapGet("", ListAsync)
            .RequireAuthorization(AdminRole.Viewer).Describe<SessionList>("listSessions", "The live sockets of all replicas, oldest first.")
            .TakesQuery("team", "Only those of a team.").TakesQuery("key", "Only those of a key, by its id.").TakesPage();
        sessions.MapDelete("/{session}", EndAsync).RequireAuthorization(AdminRole.Operator)
            .Describe<SessionDocument>("endSession", "End one socket, whichever replica has it; both peers get a close frame.");
        admin.MapGet("/accounts", async (HttpContext context, LiveState live) =>
                await AdminAnswer.WriteAsync<Page<AccountDocument>>(context, await live.ListAccountsAsync(context.RequestAborted), AdminJson.AccountPage))
            .RequireAuthorization(AdminRole.Viewer).WithTags("Live")
            .Describe<Page<AccountDocument>>("listAccounts", "The upstream accounts, their capacity and who holds it, over all replicas.");
        admin.MapGet("/queue", async (HttpContext context, LiveState live) =>
                await AdminAnswer.WriteAsync<Page<PoolDocument>>(context, await live.ListQueueAsync(context.RequestAborted), AdminJson.PoolPage))
            .RequireAuthorization(AdminRole.Viewer).WithTags("Live")
            .Describe<Page<PoolDocument>>("listQueue", "The pools in which somebody waits, the longest wait first.");
    }

    private static async Task ListAsync(HttpContext context, FleetSessions sessions)
    {
        var page = AdminRequest.ReadPage(context.Request);
        AdminResult<SessionList> listed = page.Succeeded
            ? await sessions.ListAsync(page.Value, Query(context, "team"), Query(context, "key"), context.RequestAborted)
            : page.Fault;
        await AdminAnswer.WriteAsync(context, listed, AdminJson.SessionList);
    }

    private static Task EndAsync(HttpContext context, string session, FleetSessions sessions) => AdminApi.WithCallAsync(
        context,
        async call => await AdminAnswer.WriteAsync(context, await sessions.EndAsync(session, call, context.RequestAborted), AdminJson.SessionDocument));

    private static string? Query(HttpContext context, string name) => context.Request.Query[name] is [{ Length: > 0 } value] ? value : null;
}
