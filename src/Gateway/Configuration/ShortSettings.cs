namespace Gateway.Configuration;

/// <summary>
/// The short form for one account: <c>SMALLEST_API_KEY</c>, <c>SMALLEST_BASE_URL</c>, <c>SMALLEST_PLAN</c>. They stand
/// below every long setting, so that a long one wins.
/// </summary>
internal static class ShortSettings
{
    private static readonly (string Short, string Long)[] Names =
    [
        ("SMALLEST_API_KEY", "Gateway:Upstream:Accounts:0:Key"),
        ("SMALLEST_BASE_URL", "Gateway:Upstream:Accounts:0:BaseUrl"),
        ("SMALLEST_PLAN", "Gateway:Upstream:Accounts:0:Plan"),
    ];

    /// <summary>The settings that the environment gives in short form.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Read(Func<string, string?> environment) =>
        from name in Names
        let value = environment(name.Short)
        where !string.IsNullOrEmpty(value)
        select KeyValuePair.Create<string, string?>(name.Long, value);
}
