namespace Gateway.Forwarding;

/// <summary>Headers that a <c>Connection</c> header says are for the next hop alone (RFC 9110, 7.6.1).</summary>
internal static class NominatedHeaders
{
    /// <summary>The names, without the options that are no headers.</summary>
    public static IEnumerable<string> In(IEnumerable<string?> connection) =>
        from value in connection
        where value is not null
        from name in value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        where !name.Equals("close", StringComparison.OrdinalIgnoreCase) && !name.Equals("keep-alive", StringComparison.OrdinalIgnoreCase) && !name.Equals("upgrade", StringComparison.OrdinalIgnoreCase)
        select name;
}
