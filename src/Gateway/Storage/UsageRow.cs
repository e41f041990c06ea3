namespace Gateway.Storage;

/// <summary>A record as it is stored, an element of <c>usage_batches.records</c>. Times are milliseconds since 1970 (UTC), costs billionths of the currency.</summary>
internal sealed record UsageRow
{
    public required string Id { get; init; }

    public long StartedAt { get; init; }

    public long EndedAt { get; init; }

    public required string Team { get; init; }

    public required string KeyId { get; init; }

    public required string Account { get; init; }

    public required string Contract { get; init; }

    public string Model { get; init; } = "";

    public string? Voice { get; init; }

    public required string Transport { get; init; }

    public string? Socket { get; init; }

    public required string Outcome { get; init; }

    public long UpstreamStatus { get; init; }

    public long QueuedMs { get; init; }

    public long? FirstByteMs { get; init; }

    public long? FirstContentMs { get; init; }

    public long DurationMs { get; init; }

    public long Requests { get; init; }

    public long Characters { get; init; }

    public long CodePoints { get; init; }

    public long PromptTokens { get; init; }

    public long CachedTokens { get; init; }

    public long CompletionTokens { get; init; }

    public long AudioInMs { get; init; }

    public long AudioOutMs { get; init; }

    public long SessionMs { get; init; }

    public long BytesIn { get; init; }

    public long BytesOut { get; init; }

    public long Results { get; init; }

    public required string Source { get; init; }

    public long? CostNanos { get; init; }

    public required string Currency { get; init; }
}
