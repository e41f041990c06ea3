using Gateway.Admin.Access;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;

namespace Gateway.Admin.Http;

/// <summary><c>/admin/v1/keys</c>.</summary>
internal static class KeyEndpoints
{
    private const string Path = "/keys";

    private const string NewKeyExample = """
        {"team":"support","name":"bot","scopes":["chat","tts"],"limits":{"requestsPerMinute":30},
        "budgets":[{"unit":"characters","period":"month","limit":1000000,"warnAt":800000}],"expiresAt":"2099-01-31T00:00:00Z"}
        """;

    public static void MapKeys(this RouteGroupBuilder admin)
    {
        var group = admin.MapGroup(Path).WithTags("Keys");
        group.MapGet("", ListAsync).RequireAuthorization(AdminRole.Viewer)
            .Describe<Page<KeyDocument>>("listKeys", "List keys in the order they were made.")
            .TakesQuery("team", "Only keys of a team.").TakesQuery("name", "With a team: only the key in force of that name.")
            .TakesFlag("revoked", "Revoked keys too.").TakesPage();
        group.MapPost("", CreateAsync).RequireAuthorization(AdminRole.Operator)
            .Describe<IssuedKey>("createKey", "Make a key. The answer holds its secret, this once.", StatusCodes.Status201Created)
            .TakesBody<NewKey>(NewKeyExample).TakesFlag("createTeam", "Make the team if there is none of that name.").IsIdempotentByKey();
        group.MapGet("/{key}", GetAsync).RequireAuthorization(AdminRole.Viewer).Describe<KeyDocument>("getKey", "One key by its id.");
        group.MapGet("/{key}/budgets", async (HttpContext context, string key, IBudgetReader budgets) =>
                await AdminAnswer.WriteAsync(context, await budgets.OfKeyAsync(key, context.RequestAborted), AdminJson.BudgetPage))
            .RequireAuthorization(AdminRole.Viewer).Describe<Page<BudgetDocument>>("getKeyBudgets", "How the budgets stand that pay for a key, its team's included.");
        group.MapPatch("/{key}", UpdateAsync).RequireAuthorization(AdminRole.Operator)
            .Describe<KeyDocument>("updateKey", "Change name and settings by a JSON merge patch (RFC 7396): what is not named stays, null takes away.")
            .TakesBody<KeyPatch>("""{"limits":{"slots":3},"tags":["prod"],"expiresAt":null}""").IsConditional();
        group.MapDelete("/{key}", RevokeAsync).RequireAuthorization(AdminRole.Operator)
            .Describe<KeyDocument>("revokeKey", "Withdraw a key for good; every gateway on the database refuses it within a second.").IsConditional();
        group.MapPost("/{key}:rotate", RotateAsync).RequireAuthorization(AdminRole.Operator)
            .Describe<IssuedKey>("rotateKey", "Issue another secret; the former one stays valid for the grace time.")
            .TakesBody<Rotation>("""{"graceSeconds":86400}""", isOptional: true).IsIdempotentByKey().IsConditional();
        // For the router, who posts to a key has missed the path above, and that path alone.
        group.MapPost("/{key}", static context => AdminProblem.WriteMethodAsync(context, [HttpMethods.Get, HttpMethods.Patch, HttpMethods.Delete])).ExcludeFromDescription();
    }

    private static async Task ListAsync(HttpContext context, IKeyAdministration keys)
    {
        var query = context.Request.Query;
        var page = AdminRequest.ReadPage(context.Request);
        var includeRevoked = false;
        var fault = page.Fault ?? AdminRequest.ReadFlag(context.Request, "revoked", out includeRevoked);
        if (fault is not null)
        {
            await AdminProblem.WriteAsync(context, fault);
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
        var listed = await keys.ListAsync(query["team"] is [{ Length: > 0 } of] ? of : null, includeRevoked, page.Value!, context.RequestAborted);
        await AdminAnswer.WriteAsync(context, listed, AdminJson.KeyPage);
    }

    private static Task CreateAsync(HttpContext context, IKeyAdministration keys) => AdminApi.WithBodyAsync(
        context,
        AdminJson.NewKey,
        async (key, call) => await AdminAnswer.WriteAsync(
            context,
            AdminRequest.ReadFlag(context.Request, "createTeam", out var createTeam) is { } fault ? fault : await keys.CreateAsync(key, createTeam, call, context.RequestAborted),
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
