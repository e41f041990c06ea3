namespace Gateway.Admin;

/// <summary>Who changes something, from where, and under which conditions.</summary>
/// <param name="Actor">For the audit log: <c>admin</c>, <c>cli:alice</c>, <c>oidc:alice@example.com</c>.</param>
/// <param name="Source">For the audit log: an address, or the name of a machine.</param>
internal sealed record AdminCall(string Actor, string Source)
{
    /// <summary>Version that the caller read; null: any. Another one refuses the change.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>Repeats of a request under one idempotency key are done once; null: every request counts.</summary>
    public string? IdempotencyKey { get; init; }
}
