namespace Gateway.Storage;

/// <summary>Sums over <c>usage_minutes</c>, with the columns they are grouped by; empty where it is not grouped by one.</summary>
internal sealed record UsageSums
{
    /// <summary>Start of the interval in milliseconds since 1970; 0 without intervals.</summary>
    public long Minute { get; init; }

    public string Team { get; init; } = "";

    public string KeyId { get; init; } = "";

    public string Account { get; init; } = "";

    public string Contract { get; init; } = "";

    public string Model { get; init; } = "";

    public string Currency { get; init; } = "";

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

    /// <summary>Cost of what has a price.</summary>
    public long CostNanos { get; init; }

    /// <summary>Pieces of work whose cost is not known.</summary>
    public long Unpriced { get; init; }

    /// <summary>Pieces of work whose figures are estimates.</summary>
    public long Estimated { get; init; }

    /// <summary>Pieces of work that did not end by themselves.</summary>
    public long Incomplete { get; init; }
}
