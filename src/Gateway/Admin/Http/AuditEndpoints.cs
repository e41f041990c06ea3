using Gateway.Admin.Access;
using Gateway.Admin.Documents;

namespace Gateway.Admin.Http;

/// <summary><c>/admin/v1/audit</c>.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this RouteGroupBuilder admin)
    {
        var group = admin.MapGroup("/audit").WithTags("Audit").RequireAuthorization(AdminRole.Admin);
        group.MapGet("", ListAsync)
            .Describe<Page<AuditDocument>>("listAudit", "List changes from the newest back.").TakesQuery("subject", "Only those about one key, team or plan.").TakesPage();
        group.MapGet("/verification", VerifyAsync)
            .Describe<AuditVerification>("verifyAudit", "Read the whole log and compute its hash chain anew.")
            .TakesQuery("head", "A head that was written down earlier; it must be part of the chain.");
    }

    private static async Task ListAsync(HttpContext context, IAuditReader audit)
    {
        var page = AdminRequest.ReadPage(context.Request);
        AdminResult<Page<AuditDocument>> listed = page.Succeeded
            ? await audit.ListAsync(context.Request.Query["subject"], page.Value, context.RequestAborted)
            : page.Fault;
        await AdminAnswer.WriteAsync(context, listed, AdminJson.AuditPage);
    }

    private static async Task VerifyAsync(HttpContext context, IAuditReader audit) =>
        await AdminAnswer.WriteAsync(context, await audit.VerifyAsync(context.Request.Query["head"], context.RequestAborted), AdminJson.AuditVerification);
}
