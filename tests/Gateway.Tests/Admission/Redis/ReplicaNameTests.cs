using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Admission.Redis;

/// <summary>Two live processes under one name would give each other's slots back.</summary>
public sealed class ReplicaNameTests
{
    [Theory]
    [InlineData("http://127.0.0.1:18001", null, "http://127.0.0.1:18001")]
    [InlineData("http://0.0.0.0:18002;http://[::1]:18002", null, "http://0.0.0.0:18002;http://[::1]:18002")]
    [InlineData("http://127.0.0.1:18001", "blue", "blue")]
    public async Task Name_IsThatOfTheSettings_ElseMachineAndAddresses(string urls, string? configured, string expected)
    {
        Assert.EndsWith(expected, await NameAsync(urls, configured), StringComparison.Ordinal);
        Assert.Equal(await NameAsync(urls, configured), await NameAsync(urls, configured));
    }

    [Fact]
    public async Task Name_OnAPortThatTheSystemChooses_IsItsOwn() =>
        Assert.NotEqual(await NameAsync("http://127.0.0.1:0", null), await NameAsync("http://127.0.0.1:0", null));

    private static async Task<string> NameAsync(string urls, string? configured)
    {
        await using var app = GatewayHost.Build(overrides: new Dictionary<string, string?>
        {
            ["urls"] = urls,
            ["Gateway:Admin:Url"] = "http://127.0.0.1:0",
            ["Gateway:Upstream:Accounts:0:Key"] = "sk_good",
            ["Gateway:Upstream:Accounts:0:BaseUrl"] = "http://127.0.0.1:9",
            ["Gateway:Admission:Replica"] = configured ?? "",
        });
        return app.Services.GetRequiredService<ReplicaName>().Name;
    }
}
