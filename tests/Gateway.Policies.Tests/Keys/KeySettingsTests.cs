using System.Net;

namespace Gateway.Policies.Keys;

public sealed class KeySettingsTests
{
    [Fact]
    public void ToKey_TakesFromTheTeamWhatItLeavesOpen()
    {
        var team = new TeamSettings { Limits = new() { Slots = 9 }, Weight = 4, MaxWaitSeconds = 30, Account = "us", Tags = ["team"] };

        var open = new KeySettings { Tags = ["key"] }.ToKey("key_1", "bot", "payments", team);
        var own = new KeySettings { Weight = 1, MaxWaitSeconds = 2, Account = "in", Limits = new() { Slots = 1 } }.ToKey("key_2", "bot", "payments", team);

        Assert.Equal((4, TimeSpan.FromSeconds(30), "us"), (open.Weight, open.MaxWait, open.Account));
        Assert.Equal((1, TimeSpan.FromSeconds(2), "in"), (own.Weight, own.MaxWait, own.Account));
        Assert.Equal((9, 1, null), (own.TeamLimits.Slots, own.Limits.Slots, open.Limits.Slots));
        Assert.Equal(["team", "key"], open.Tags);
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("11.0.0.1", false)]
    [InlineData("2001:db8::7", true)]
    [InlineData(null, false)]
    public void AllowsAddress_OnlyWithinItsNetworks(string? address, bool allowed)
    {
        var key = new KeySettings { Networks = ["10.0.0.0/8", "2001:db8::/32"] }.ToKey("key_1", "", "payments", new());

        Assert.Equal(allowed, key.AllowsAddress(address is null ? null : IPAddress.Parse(address)));
        Assert.True(new KeySettings().ToKey("key_2", "", "payments", new()).AllowsAddress(null));
    }

    [Theory]
    [InlineData("https://app.example.com", true)]
    [InlineData("https://APP.example.com", true)]
    [InlineData("https://evil.example.com", false)]
    [InlineData("null", false)]
    [InlineData(null, true)]
    public void AllowsOrigin_OnlyThoseNamed(string? origin, bool allowed)
    {
        var key = new KeySettings { Origins = ["https://app.example.com"] }.ToKey("key_1", "", "payments", new());

        Assert.Equal(allowed, key.AllowsOrigin(origin));
    }
}
