using Gateway.Admin.Access;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;

namespace Gateway.Admin.Http;

/// <summary><c>/admin/v1/keys</c>.</summary>
internal static class KeyEndpoints
{
    private const string Path = "/keys";

    public static void MapKeys(this RouteGroupBuilder admin)
    {
        var group = admin.MapGroup(Path).WithTags("Keys");
        group.MapGet("", ListAsync).RequireAuthorization(AdminRole.Viewer)
            .Describe<Page<KeyDocument>>("listKeys", "List keys in the order they were made.")
            .TakesQuery("team", "Only keys of a team.").TakesQuery("name", "With a team: only the key in force of that name.")
            .TakesQuery("revoked", "true: revoked keys too.").TakesPage();
        group.MapPost("", CreateAsync).RequireAuthorization(AdminRole.Operator)
            .Describe<IssuedKey>("createKey", "Make a key. The answer holds its secret, this once.", StatusCodes.Status201Created)
            .TakesBody<NewKey>().TakesQuery("createTeam", "true: make the team if there is none of that name.").IsIdempotentByKey();
        group.MapGet("/{key}", GetAsync).RequireAuthorization(AdminRole.Viewer).Describe<KeyDocument>("getKey", "One key by its id.");
        group.MapGet("/{key}/budgets", async (HttpContext context, string key, IBudgetReader budgets) =>
                await AdminAnswer.WriteAsync(context, await budgets.OfKeyAsync(key, context.RequestAborted), AdminJson.BudgetPage))
            .RequireAuthorization(AdminRole.Viewer).Describe<Page<BudgetDocument>>("getKeyBudgets", "How the budgets stand that pay for a key, its team's included.");
        group.MapPatch("/{key}", UpdateAsync).RequireAuthorization(AdminRole.Operator)
            .Describe<KeyDocument>("updateKey", "Change name and settings by a JSON merge patch (RFC 7396): what is not named stays, null takes away.")
            .TakesBody<NewKey>().IsConditional();
        group.MapDelete("/{key}", RevokeAsync).RequireAuthorization(AdminRole.Operator)
            .Describe<KeyDocument>("revokeKey", "Withdraw a key for good; every gateway on the database refuses it within a second.").IsConditional();
        group.MapPost("/{key}:rotate", RotateAsync).RequireAuthorization(AdminRole.Operator)
            .Describe<IssuedKey>("rotateKey", "Issue another secret; the former one stays valid for the grace time.")
            .TakesBody<Rotation>().IsIdempotentByKey().IsConditional();
    }

    private static async Task ListAsync(HttpContext context, IKeyAdministration keys)
    {
        var query = context.Request.Query;
        var page = AdminRequest.ReadPage(context.Request);
        if (!page.Succeeded)
        {
            await AdminProblem.WriteAsync(context, page.Fault);
            return;
        }
        if (query["name"] is [{ Length: > 0 } name] && query["team"] is [{ Length: > 0 } team])
        {
            var found = await keys.GetAsync($"{team}/{name}", context.RequestAborted);
            AdminResult<Page<KeyDocument>> only = found.Succeeded ? new Page<KeyDocument>([found.Value], null)
                : found.Fault.Kind is AdminFaultKind.NotFound ? new Page<KeyDocument>([], null)
                : found.Fault;
            await AdminAnswer.WriteAsync(context, only, AdminJson.KeyPage);
            return;
        }
        var listed = await keys.ListAsync(query["team"] is [{ Length: > 0 } of] ? of : null, query["revoked"] == "true", page.Value, context.RequestAborted);
        await AdminAnswer.WriteAsync(context, listed, AdminJson.KeyPage);
    }

    private static Task CreateAsync(HttpContext context, IKeyAdministration keys) => AdminApi.WithBodyAsync(
        context,
        AdminJson.NewKey,
        async (key, call) => await AdminAnswer.WriteAsync(
            context,
            await keys.CreateAsync(key, context.Request.Query["createTeam"] == "true", call, context.RequestAborted),
            AdminJson.IssuedKey,
            issued => $"{AdminApi.Prefix}{Path}/{issued.Id}"));

    private static async Task GetAsync(HttpContext context, string key, IKeyAdministration keys) =>
        await AdminAnswer.WriteAsync(context, await keys.GetAsync(key, context.RequestAborted), AdminJson.KeyDocument);

    private static Task UpdateAsync(HttpContext context, string key, IKeyAdministration keys) => AdminApi.WithPatchAsync(
        context,
        async (patch, call) => await AdminAnswer.WriteAsync(context, await keys.UpdateAsync(key, patch, call, context.RequestAborted), AdminJson.KeyDocument));

    private static Task RevokeAsync(HttpContext context, string key, IKeyAdministration keys) => AdminApi.WithCallAsync(
        context,
        async call => await AdminAnswer.WriteAsync(context, await keys.RevokeAsync(key, call, context.RequestAborted), AdminJson.KeyDocument));

    private static Task RotateAsync(HttpContext context, string key, IKeyAdministration keys) => AdminApi.WithBodyAsync(
        context,
        AdminJson.Rotation,
        async (rotation, call) =>
        {
            AdminResult<IssuedKey> rotated = rotation.GraceSeconds is >= 0 and <= 31_536_000
                ? await keys.RotateAsync(key, TimeSpan.FromSeconds(rotation.GraceSeconds), call, context.RequestAborted)
                : AdminFault.Invalid(new SettingsFault("graceSeconds", $"The former secret stays valid for 0 to {KeyAdministration.MaxGrace.TotalDays:F0} days."));
            await AdminAnswer.WriteAsync(context, rotated, AdminJson.IssuedKey);
        });
}
