namespace Gateway.Admin.Sessions;

/// <summary>What one replica asks all of them about their sockets.</summary>
internal sealed record SessionQuestion
{
    /// <summary>Names the question, so that its answers find it.</summary>
    public string Id { get; init; } = "";

    /// <summary>The process that asks: where the answers go.</summary>
    public string From { get; init; } = "";

    /// <summary>The socket that is to end; null: sockets are to be listed.</summary>
    public string? End { get; init; }

    /// <summary>Only those of a team; null: of all.</summary>
    public string? Team { get; init; }

    /// <summary>Only those of a key, by its id; null: of all.</summary>
    public string? Key { get; init; }

    /// <summary>The cursor after which they are listed; null: from the oldest on.</summary>
    public string? After { get; init; }

    /// <summary>Most sockets in an answer.</summary>
    public int Count { get; init; }
}
