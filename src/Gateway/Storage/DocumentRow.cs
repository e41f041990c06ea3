namespace Gateway.Storage;

/// <summary>A row of <c>documents</c>. Times are milliseconds since 1970.</summary>
internal sealed record DocumentRow
{
    /// <summary><c>plan</c> or <c>prices</c>.</summary>
    public string Kind { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>JSON of the document.</summary>
    public string Settings { get; init; } = "{}";

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public long? DeletedAt { get; init; }

    public long Version { get; init; }

    public long Revision { get; init; }
}
