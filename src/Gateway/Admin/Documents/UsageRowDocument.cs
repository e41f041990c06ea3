namespace Gateway.Admin.Documents;

/// <summary>Sums of usage. What it was not grouped by is absent.</summary>
internal sealed record UsageRowDocument
{
    /// <summary>Start of the interval.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Team that used it.</summary>
    public string? Team { get; init; }

    /// <summary>Id of the key.</summary>
    public string? Key { get; init; }

    /// <summary>Model; empty where the work has none.</summary>
    public string? Model { get; init; }

    /// <summary>Row of the contract table.</summary>
    public string? Contract { get; init; }

    /// <summary>Upstream account that served it.</summary>
    public string? Account { get; init; }

    /// <summary>Pieces of work: calls, syntheses, sessions.</summary>
    public long Requests { get; init; }

    /// <summary>Text in UTF-16 code units.</summary>
    public long Characters { get; init; }

    /// <summary>The same text in Unicode code points.</summary>
    public long CodePoints { get; init; }

    /// <summary>Cached ones included.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Prompt tokens that the upstream had cached.</summary>
    public long CachedTokens { get; init; }

    /// <summary>Tokens of the answers.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>Length of the audio that was sent.</summary>
    public long AudioInMilliseconds { get; init; }

    /// <summary>Length of the audio that was answered.</summary>
    public long AudioOutMilliseconds { get; init; }

    /// <summary>How long sessions were open.</summary>
    public long SessionMilliseconds { get; init; }

    /// <summary>Bytes that callers sent.</summary>
    public long BytesIn { get; init; }

    /// <summary>Bytes that were answered.</summary>
    public long BytesOut { get; init; }

    /// <summary>Answers on sockets: syntheses as the upstream counts them, final transcripts, responses.</summary>
    public long Results { get; init; }

    /// <summary>Cost of all that has a price, as it was when the work was done.</summary>
    public decimal Cost { get; init; }

    /// <summary>Of the cost; empty where nothing has one.</summary>
    public string Currency { get; init; } = "";

    /// <summary>Pieces of work whose cost is not known; they are not in <c>cost</c>.</summary>
    public long Unpriced { get; init; }

    /// <summary>Pieces of work whose figures are estimates.</summary>
    public long Estimated { get; init; }

    /// <summary>Pieces of work that did not end by themselves.</summary>
    public long Incomplete { get; init; }
}
