using Gateway.Admin.Access;
using Gateway.Admin.Documents;

namespace Gateway.Admin.Http;

/// <summary><c>/admin/v1/sessions</c>, <c>/admin/v1/accounts</c> and <c>/admin/v1/queue</c>.</summary>
internal static class LiveEndpoints
{
    public static void MapLive(this RouteGroupBuilder admin)
    {
        var sessions = admin.MapGroup("/sessions").WithTags("Live");
        sessions.MapGet("", (HttpContext context, LiveState live) =>
                AdminAnswer.WriteAsync<Page<SessionDocument>>(context, live.ListSessions(Query(context, "team"), Query(context, "key")), AdminJson.SessionPage))
            .RequireAuthorization(AdminRole.Viewer).Describe<Page<SessionDocument>>("listSessions", "The live sockets of this replica.")
            .TakesQuery("team", "Only those of a team.").TakesQuery("key", "Only those of a key, by its id.");
        sessions.MapDelete("/{session}", EndAsync).RequireAuthorization(AdminRole.Operator)
            .Describe<SessionDocument>("endSession", "End one socket of this replica; both peers get a close frame.");
        admin.MapGet("/accounts", async (HttpContext context, LiveState live) =>
                await AdminAnswer.WriteAsync<Page<AccountDocument>>(context, await live.ListAccountsAsync(context.RequestAborted), AdminJson.AccountPage))
            .RequireAuthorization(AdminRole.Viewer).WithTags("Live")
            .Describe<Page<AccountDocument>>("listAccounts", "The upstream accounts, their capacity and who holds it, over all replicas.");
        admin.MapGet("/queue", async (HttpContext context, LiveState live) =>
                await AdminAnswer.WriteAsync<Page<PoolDocument>>(context, await live.ListQueueAsync(context.RequestAborted), AdminJson.PoolPage))
            .RequireAuthorization(AdminRole.Viewer).WithTags("Live")
            .Describe<Page<PoolDocument>>("listQueue", "The pools in which somebody waits, the longest wait first.");
    }

    private static Task EndAsync(HttpContext context, string session, LiveState live) => AdminApi.WithCallAsync(
        context,
        async call => await AdminAnswer.WriteAsync(context, await live.EndSessionAsync(session, call, context.RequestAborted), AdminJson.SessionDocument));

    private static string? Query(HttpContext context, string name) => context.Request.Query[name] is [{ Length: > 0 } value] ? value : null;
}
