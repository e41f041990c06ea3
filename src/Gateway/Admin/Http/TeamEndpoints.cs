using Gateway.Admin.Access;
using Gateway.Admin.Documents;

namespace Gateway.Admin.Http;

/// <summary><c>/admin/v1/teams</c>.</summary>
internal static class TeamEndpoints
{
    private const string Path = "/teams";

    public static void MapTeams(this RouteGroupBuilder admin)
    {
        var group = admin.MapGroup(Path).WithTags("Teams");
        group.MapGet("", ListAsync).RequireAuthorization(AdminRole.Viewer)
            .Describe<Page<TeamDocument>>("listTeams", "List teams by name.").TakesPage();
        group.MapPost("", CreateAsync).RequireAuthorization(AdminRole.Operator)
            .Describe<TeamDocument>("createTeam", "Make a team.", StatusCodes.Status201Created).TakesBody<NewTeam>("""{"name":"support","limits":{"slots":4},"weight":2}""").IsIdempotentByKey();
        group.MapGet("/{team}", GetAsync).RequireAuthorization(AdminRole.Viewer).Describe<TeamDocument>("getTeam", "One team by its name.");
        group.MapGet("/{team}/budgets", async (HttpContext context, string team, IBudgetReader budgets) =>
                await AdminAnswer.WriteAsync(context, await budgets.OfTeamAsync(team, context.RequestAborted), AdminJson.BudgetPage))
            .RequireAuthorization(AdminRole.Viewer).Describe<Page<BudgetDocument>>("getTeamBudgets", "How the budgets of a team stand.");
        group.MapPatch("/{team}", UpdateAsync).RequireAuthorization(AdminRole.Operator)
            .Describe<TeamDocument>("updateTeam", "Change settings by a JSON merge patch (RFC 7396); all of the team's keys follow.")
            .TakesBody<TeamPatch>("""{"plan":"enterprise","maxWaitSeconds":20}""").IsConditional();
        group.MapDelete("/{team}", DeleteAsync).RequireAuthorization(AdminRole.Operator)
            .Describe<TeamDocument>("deleteTeam", "Delete a team. A team with keys in force stays unless revokeKeys is true.")
            .TakesFlag("revokeKeys", "Revoke its keys with it.").IsConditional();
    }

    private static async Task ListAsync(HttpContext context, ITeamAdministration teams)
    {
        var page = AdminRequest.ReadPage(context.Request);
        AdminResult<Page<TeamDocument>> listed = page.Succeeded ? await teams.ListAsync(page.Value, context.RequestAborted) : page.Fault;
        await AdminAnswer.WriteAsync(context, listed, AdminJson.TeamPage);
    }

    private static Task CreateAsync(HttpContext context, ITeamAdministration teams) => AdminApi.WithBodyAsync(
        context,
        AdminJson.NewTeam,
        async (team, call) => await AdminAnswer.WriteAsync(
            context,
            await teams.CreateAsync(team, call, context.RequestAborted),
            AdminJson.TeamDocument,
            created => $"{AdminApi.Prefix}{Path}/{created.Name}"));

    private static async Task GetAsync(HttpContext context, string team, ITeamAdministration teams) =>
        await AdminAnswer.WriteAsync(context, await teams.GetAsync(team, context.RequestAborted), AdminJson.TeamDocument);

    private static Task UpdateAsync(HttpContext context, string team, ITeamAdministration teams) => AdminApi.WithPatchAsync(
        context,
        async (patch, call) => await AdminAnswer.WriteAsync(context, await teams.UpdateAsync(team, patch, call, context.RequestAborted), AdminJson.TeamDocument));

    private static Task DeleteAsync(HttpContext context, string team, ITeamAdministration teams) => AdminApi.WithCallAsync(
        context,
        async call => await AdminAnswer.WriteAsync(
            context,
            AdminRequest.ReadFlag(context.Request, "revokeKeys", out var revokeKeys) is { } fault ? fault : await teams.DeleteAsync(team, revokeKeys, call, context.RequestAborted),
            AdminJson.TeamDocument));
}
