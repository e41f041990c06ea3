namespace Gateway.Configuration;

/// <summary>
/// The short form for one account: <c>SMALLEST_API_KEY</c>, <c>SMALLEST_BASE_URL</c>, <c>SMALLEST_PLAN</c>. They stand
/// below every long setting, so that a long one wins. <c>SMALLEST_DEMO_URL</c> names a simulator for those who have no
/// account yet.
/// </summary>
internal static class ShortSettings
{
    /// <summary>Names the simulator that stands in while no account is configured.</summary>
    private const string DemoVariable = "SMALLEST_DEMO_URL";

    /// <summary>What the simulator takes for the organisation's key unless it is told another.</summary>
    private const string DemoKey = "sk_upstream";

    private const string Accounts = "Gateway:Upstream:Accounts";

    /// <summary>What shows that somebody means an account of their own; a plan alone does not.</summary>
    private static readonly string[] Telling = ["Key", "KeyFile", "BaseUrl"];

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

    /// <summary>
    /// The account of the simulator, where no other is configured. Whoever has named an account, if only half of it, never
    /// sends its key or its calls to a simulator.
    /// </summary>
    /// <param name="settings">All other settings.</param>
    /// <param name="environment">Reads a variable.</param>
    public static IEnumerable<KeyValuePair<string, string?>> ReadDemo(IConfiguration settings, Func<string, string?> environment)
    {
        if (environment(DemoVariable) is not { Length: > 0 } url
            || settings.GetSection(Accounts).GetChildren().Any(account => Telling.Any(name => !string.IsNullOrEmpty(account[name]))))
            return [];
        return [new($"{Accounts}:0:Name", "demo"), new($"{Accounts}:0:Key", DemoKey), new($"{Accounts}:0:BaseUrl", url)];
    }

    /// <summary>A fault as it is told to people who wrote the short form: with the name that they wrote.</summary>
    public static string Name(string fault, Func<string, string?> environment)
    {
        foreach (var name in Names)
        {
            if (fault.StartsWith(name.Long + ":", StringComparison.Ordinal) && !string.IsNullOrEmpty(environment(name.Short)))
                return $"{name.Short} ({name.Long}){fault[name.Long.Length..]}";
        }
        return fault;
    }
}
