namespace Gateway.Storage;

/// <summary>A row of <c>audit</c>: one change that an administrator made. Rows are only ever added.</summary>
internal sealed record AuditRow
{
    /// <summary>1, 2, 3 … without gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long At { get; init; }

    /// <summary>Who.</summary>
    public string Actor { get; init; } = "";

    /// <summary>From where.</summary>
    public string Source { get; init; } = "";

    /// <summary>What was done: <c>key.create</c>.</summary>
    public string Action { get; init; } = "";

    /// <summary>To what: id or name.</summary>
    public string Subject { get; init; } = "";

    /// <summary>JSON of the thing before; null when there was none.</summary>
    public string? Before { get; init; }

    /// <summary>JSON of the thing after; null when there is none.</summary>
    public string? After { get; init; }

    /// <summary>Hash of the row before; zeros in the first.</summary>
    public byte[] PreviousHash { get; init; } = [];

    /// <summary>What <see cref="AuditChain.HashOf"/> gives.</summary>
    public byte[] Hash { get; init; } = [];
}
