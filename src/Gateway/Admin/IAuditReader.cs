using Gateway.Admin.Documents;

namespace Gateway.Admin;

/// <summary>The audit log: on the database, or through a running gateway. Thread-safe.</summary>
internal interface IAuditReader
{
    /// <summary>Lists entries from the newest back.</summary>
    /// <param name="subject">Only those about one key, team or plan; null: all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<AdminResult<Page<AuditDocument>>> ListAsync(string? subject, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Reads the whole log and computes its chain anew.</summary>
    /// <param name="head">A head that was written down earlier; it must be part of the chain. Null: not compared.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<AdminResult<AuditVerification>> VerifyAsync(string? head, CancellationToken cancellationToken);
}
