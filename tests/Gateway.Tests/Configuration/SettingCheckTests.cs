using Microsoft.Extensions.Configuration;

namespace Gateway.Configuration;

public sealed class SettingCheckTests
{
    [Theory]
    [InlineData("Gateway:Edge:DrainTimeout", "00:01:00")]
    [InlineData("gateway:edge:draintimeout", "00:01:00")]
    [InlineData("Gateway:Edge:Http2Urls", "")]
    [InlineData("Gateway:Upstream:Accounts:0:Key", "sk_anything")]
    [InlineData("Gateway:Upstream:Accounts:0:FallbackUrls:1", "https://api.us.smallest.ai")]
    [InlineData("Gateway:Upstream:Accounts:0:Limits:tts:Slots", "-1")]
    [InlineData("Gateway:Routes:Modes:T4", "gone")]
    [InlineData("Gateway:Keys:Items:0:ExpiresAt", "2027-01-31T00:00:00Z")]
    [InlineData("Gateway:Database:Provider", "postgres")]
    [InlineData("Logging:LogLevel:Gateway", "Debug")]
    [InlineData("Anything:Else", "of others")]
    public void Faults_OfASettingThatExists_AreNone(string path, string value) => Assert.Empty(FaultsOf((path, value)));

    [Theory]
    [InlineData("Gateway:Egde:DrainTimeout", "00:01:00", "Gateway:Egde: no such section")]
    [InlineData("Gateway:Edge:DrainTimout", "00:01:00", "Gateway:Edge:DrainTimout: no such setting; Gateway:Edge has Http2Urls, ")]
    [InlineData("Gateway:Upstream:Accounts:0:Limits:tts:Slot", "4", "Gateway:Upstream:Accounts:0:Limits:tts:Slot: no such setting")]
    [InlineData("Gateway:Upstream:Accounts:first:Key", "sk", "Gateway:Upstream:Accounts:first: items of a list are numbered")]
    [InlineData("Gateway:Edge", "on", "Gateway:Edge: stands for several settings")]
    [InlineData("Gateway:Edge:DrainTimeout:Seconds", "5", "Gateway:Edge:DrainTimeout: takes one value")]
    [InlineData("Gateway:Edge:DrainTimeout", "soon", "Gateway:Edge:DrainTimeout: a duration such as")]
    [InlineData("Gateway:Edge:DrainTimeout", "02:00:00", "Gateway:Edge:DrainTimeout: must lie between 00:00:00 and 01:00:00")]
    [InlineData("Gateway:Upstream:ConnectRetries", "11", "Gateway:Upstream:ConnectRetries: must lie between 0 and 10")]
    [InlineData("Gateway:Upstream:ConnectRetries", "two", "Gateway:Upstream:ConnectRetries: a whole number")]
    [InlineData("Gateway:Caller:AllowAnonymous", "maybe", "Gateway:Caller:AllowAnonymous: true or false")]
    [InlineData("Gateway:Logging:Format", "xml", "Gateway:Logging:Format: one of json, text")]
    public void Faults_OfAWrongSetting_NameItAndWhatIsAllowed(string path, string value, string expected) =>
        Assert.StartsWith(expected, Assert.Single(FaultsOf((path, value))), StringComparison.Ordinal);

    [Fact]
    public void Faults_AreAllReported() =>
        Assert.Equal(3, FaultsOf(("Gateway:Edge:A", "1"), ("Gateway:Edge:DrainTimeout", "x"), ("Gateway:Nothing:B", "2")).Length);

    [Fact]
    public void Faults_NeverRepeatAValue() =>
        Assert.DoesNotContain("sk_secret", Assert.Single(FaultsOf(("Gateway:Upstream:ConnectRetries", "sk_secret"))), StringComparison.Ordinal);

    private static string[] FaultsOf(params (string Path, string Value)[] settings) =>
    [
        .. SettingCheck.Faults(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Path, s.Value))).Build())
            .Select(fault => fault.ToString()),
    ];
}
