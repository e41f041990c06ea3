namespace Gateway.Policies.Keys;

public sealed class SettingsRulesTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("Team-1_x.y", true)]
    [InlineData("0", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("-a", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("ä", false)]
    [InlineData("a\r", false)]
    public void Name_IsSafeInPathsHeadersAndLogs(string? name, bool allowed) => Assert.Equal(allowed, SettingsRules.IsName(name));

    [Fact]
    public void Name_HasABound()
    {
        Assert.True(SettingsRules.IsName(new string('a', 64)));
        Assert.False(SettingsRules.IsName(new string('a', 65)));
    }

    [Theory]
    [InlineData("tts", true)]
    [InlineData("STT-Live", true)]
    [InlineData("T1", true)]
    [InlineData("analytics", true)]
    [InlineData("passthrough", true)]
    [InlineData("none", false)]
    [InlineData("tss", false)]
    [InlineData("T99", false)]
    [InlineData("*", false)]
    public void Scope_IsAGroupAnEndpointOrAnalytics(string scope, bool allowed) => Assert.Equal(allowed, SettingsRules.IsScope(scope));

    [Theory]
    [InlineData("https://app.example.com", true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://app.example.com/", false)]
    [InlineData("https://app.example.com/path", false)]
    [InlineData("https://user@app.example.com", false)]
    [InlineData("app.example.com", false)]
    [InlineData("ws://app.example.com", false)]
    [InlineData("null", false)]
    [InlineData("*", false)]
    public void Origin_IsSchemeHostAndPort(string origin, bool allowed) =>
        Assert.Equal(allowed, SettingsRules.Check(new KeySettings { Origins = [origin] }).IsEmpty);

    [Fact]
    public void Check_FindsEveryFault_AndRepeatsNoValue()
    {
        const string canary = "canary value";
        var settings = new KeySettings
        {
            Scopes = [canary],
            Models = ["ok", "tab\t" + canary],
            Limits = new() { RequestsPerMinute = -1, Slots = SettingsRules.MaxLimit + 1, Sockets = 0 },
            Weight = double.NaN,
            MaxWaitSeconds = 301,
            Account = canary,
            Budgets = [new(BudgetUnit.Tokens, BudgetPeriod.Day, 10) { WarnAt = 11 }, new(BudgetUnit.Tokens, BudgetPeriod.Day, -1)],
        };

        var faults = SettingsRules.Check(settings);

        Assert.Equal(
            ["scopes[0]", "models[1]", "limits.requestsPerMinute", "limits.slots", "weight", "maxWaitSeconds", "account", "budgets[0].warnAt", "budgets[1].limit", "budgets"],
            faults.Select(fault => fault.Field));
        Assert.All(faults, fault => Assert.DoesNotContain(canary, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Check_ListWithoutABound_IsRefused()
    {
        var faults = SettingsRules.Check(new KeySettings { Tags = [.. Enumerable.Range(0, 101).Select(i => $"t{i}")] });

        Assert.Equal("tags", Assert.Single(faults).Field);
    }
}
