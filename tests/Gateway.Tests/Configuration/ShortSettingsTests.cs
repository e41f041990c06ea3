using Microsoft.Extensions.Configuration;

namespace Gateway.Configuration;

public sealed class ShortSettingsTests
{
    private const string Fault = "Gateway:Upstream:Accounts:0:Plan: 'gold' is not a plan; there are standard, enterprise, unlimited.";

    private const string Simulator = "http://simulator:9090";

    [Fact]
    public void Fault_OfAShortSetting_IsToldByTheNameThatWasWritten() => Assert.Equal(
        "SMALLEST_PLAN (Gateway:Upstream:Accounts:0:Plan): 'gold' is not a plan; there are standard, enterprise, unlimited.",
        ShortSettings.Name(Fault, name => name is "SMALLEST_PLAN" ? "gold" : null));

    [Fact]
    public void Fault_OfALongSetting_IsLeftAlone() =>
        Assert.Equal(Fault, ShortSettings.Name(Fault, name => name is "SMALLEST_BASE_URL" ? "http://127.0.0.1" : null));

    [Fact]
    public void Demo_WhereNoAccountIsConfigured_IsTheAccount()
    {
        var demo = Demo(("Gateway:Upstream:Accounts:0:Plan", "standard"));

        Assert.Equal("demo", demo["Gateway:Upstream:Accounts:0:Name"]);
        Assert.Equal("sk_upstream", demo["Gateway:Upstream:Accounts:0:Key"]);
        Assert.Equal(Simulator, demo["Gateway:Upstream:Accounts:0:BaseUrl"]);
    }

    [Theory]
    [InlineData("Gateway:Upstream:Accounts:0:Key")]
    [InlineData("Gateway:Upstream:Accounts:0:KeyFile")]
    [InlineData("Gateway:Upstream:Accounts:1:Key")]
    [InlineData("Gateway:Upstream:Accounts:0:BaseUrl")]
    public void Demo_BesideAnAccount_IsNothing(string setting) => Assert.Empty(Demo((setting, "something")));

    private static Dictionary<string, string?> Demo(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        return ShortSettings.ReadDemo(configuration, name => name is "SMALLEST_DEMO_URL" ? Simulator : null).ToDictionary();
    }
}
