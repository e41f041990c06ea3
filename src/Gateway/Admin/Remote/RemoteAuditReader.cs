using Gateway.Admin.Documents;

namespace Gateway.Admin.Remote;

/// <summary>The audit log through a running gateway.</summary>
internal sealed class RemoteAuditReader(AdminClient client) : IAuditReader
{
    public Task<AdminResult<Page<AuditDocument>>> ListAsync(string? subject, PageRequest page, CancellationToken cancellationToken) =>
        client.GetAsync(RemoteQuery.Of("audit", page, ("subject", subject)), AdminJson.AuditPage, cancellationToken);

    public Task<AdminResult<AuditVerification>> VerifyAsync(string? head, CancellationToken cancellationToken) =>
        client.GetAsync(RemoteQuery.Of("audit/verification", null, ("head", head)), AdminJson.AuditVerification, cancellationToken);
}
