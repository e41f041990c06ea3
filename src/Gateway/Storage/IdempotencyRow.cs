namespace Gateway.Storage;

/// <summary>A row of <c>idempotency</c>: the answer to a request that may be repeated.</summary>
internal sealed record IdempotencyRow
{
    public byte[] KeyHash { get; init; } = [];

    public byte[] RequestHash { get; init; } = [];

    /// <summary>Sealed by <see cref="IdempotencySeal"/>.</summary>
    public byte[] Response { get; init; } = [];

    /// <summary>Milliseconds since 1970.</summary>
    public long CreatedAt { get; init; }
}
