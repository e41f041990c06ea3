using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>
/// Every Redis name of ours. The keys of one account share a hash tag, so that one script may touch them all on a
/// cluster; the version is that of the scripts, so that two versions never read each other's books.
/// </summary>
internal sealed class RedisKeys(string prefix)
{
    /// <summary>Rises with any change to the scripts' keys, fields or formats.</summary>
    public const int Version = 2;

    // The order is that of the scripts (book.lua).
    private static readonly string[] Names = ["book", "leases", "expiry", "waiters", "queue", "lines", "deadlines", "minutes", "touched", "replicas", "reserved"];

    /// <summary>All keys of an account, in the order that the scripts expect.</summary>
    public RedisKey[] Of(string account) => [.. Names.Select(name => (RedisKey)$"{Root(account)}{name}")];

    /// <summary>The account whose <c>book</c> key this is.</summary>
    public string? AccountOf(string bookKey)
    {
        var (start, end) = ($"{prefix}:v{Version}:{{", "}:book");
        return bookKey.StartsWith(start, StringComparison.Ordinal) && bookKey.EndsWith(end, StringComparison.Ordinal)
            ? bookKey[start.Length..^end.Length]
            : null;
    }

    /// <summary>What every channel begins with; a replica's name follows.</summary>
    public string ChannelPrefix => $"{prefix}:v{Version}:turn:";

    /// <summary>Tells a replica that one of its waiters has its turn.</summary>
    public RedisChannel TurnsOf(string replica) => RedisChannel.Literal(ChannelPrefix + replica);

    /// <summary>Tells all replicas that books began anew.</summary>
    public RedisChannel BooksBegun => RedisChannel.Literal(ChannelPrefix + "all");

    /// <summary>Tells all replicas that more is taken of a pool than they were told.</summary>
    public RedisChannel Growth => RedisChannel.Literal(ChannelPrefix + "use");

    /// <summary>Stands while a browser token that was used could be shown again.</summary>
    public RedisKey UsedToken(string id) => $"{prefix}:v{Version}:token:{id}";

    /// <summary>Asks all replicas about their sockets.</summary>
    public string SessionQuestions => $"{prefix}:v{Version}:sessions";

    /// <summary>Answers a process that asked.</summary>
    public string SessionAnswersTo(string process) => $"{prefix}:v{Version}:sessions:{process}";

    private string Root(string account) => $"{prefix}:v{Version}:{{{account}}}:";
}
