using System.Text.Json.Nodes;
using Gateway.Policies.Keys;
using Gateway.RequestPath;

namespace Gateway.Cli;

/// <summary>The verbs on a database. Through a gateway the same verbs give the same: <see cref="RemoteVerbsTests"/>.</summary>
public sealed class KeysCommandTests
{
    [Fact]
    public async Task Create_InJson_PrintsIdAndSecretAndNothingElse()
    {
        using var cli = new CommandLineUnderTest();

        var (code, output, error) = await cli.RunAsync("keys create --team T --output json");

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        var key = JsonNode.Parse(output)!;
        Assert.StartsWith("key_", (string)key["id"]!, StringComparison.Ordinal);
        Assert.True(VirtualKeySecret.IsWellFormed((string)key["secret"]!));
        Assert.Equal("T", (string)key["team"]!);
    }

    [Fact]
    public async Task Create_ForPeople_EndsWithTheSecretOnALineOfItsOwn()
    {
        using var cli = new CommandLineUnderTest();

        var (_, output, _) = await cli.RunAsync("keys create --team payments --name bot");

        Assert.True(VirtualKeySecret.IsWellFormed(output.TrimEnd().Split('\n')[^1].Trim()));
    }

    [Fact]
    public async Task Options_BecomeSettings()
    {
        using var cli = new CommandLineUnderTest();

        var key = await cli.JsonAsync(
            "keys create --team payments --name bot --scope tts,chat --scope S1 --model electron --voice magnus --region us --origin https://a.example --network 10.0.0.0/8 "
            + "--rpm 60 --slots 3 --sockets 15 --shadow --weight 2.5 --max-wait 1m --account main --tag prod --budget characters/month=1000,800 --expires 2099-01-31");

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse(
                """
                {"scopes":["tts","chat","S1"],"models":["electron"],"voices":["magnus"],"regions":["us"],
                 "limits":{"requestsPerMinute":60,"slots":3,"sockets":15,"shadow":true},"weight":2.5,"maxWaitSeconds":60,"account":"main",
                 "budgets":[{"unit":"characters","period":"month","limit":1000,"warnAt":800}],"expiresAt":"2099-01-31T00:00:00+00:00",
                 "tags":["prod"],"origins":["https://a.example"],"networks":["10.0.0.0/8"]}
                """),
            SettingsOf(key)));
    }

    [Fact]
    public async Task Life_CreateListShowUpdateRotateRevoke()
    {
        using var cli = new CommandLineUnderTest();
        var made = await cli.JsonAsync("keys create --team payments --name bot --slots 1");

        Assert.Equal((string)made["id"]!, (string)Assert.Single((await cli.JsonAsync("keys list")).AsArray())!["id"]!);
        Assert.Equal(5, (int)(await cli.JsonAsync("keys update payments/bot --slots 5"))["limits"]!["slots"]!);
        Assert.Null((await cli.JsonAsync("keys update payments/bot --unset limits.slots"))["limits"]!["slots"]);
        var rotated = await cli.JsonAsync("keys rotate payments/bot --grace 1h");
        Assert.NotEqual((string)made["secret"]!, (string)rotated["secret"]!);
        Assert.Equal(2, rotated["secrets"]!.AsArray().Count);
        Assert.Equal("revoked", (string)(await cli.JsonAsync($"keys revoke {made["id"]}"))["status"]!);
        Assert.Empty((await cli.JsonAsync("keys list --team payments")).AsArray());
        Assert.Single((await cli.JsonAsync("keys list --all")).AsArray());
        Assert.Null((await cli.JsonAsync($"keys show {made["id"]}"))["secret"]);
    }

    [Theory]
    [InlineData("keys create", ExitCode.Usage, "--team")]
    [InlineData("keys create --team T --scope tss", ExitCode.Usage, "scopes[0]")]
    [InlineData("keys create --team T --expires never", ExitCode.Usage, "An end is a date")]
    [InlineData("keys create --team T --budget bananas/day=1", ExitCode.Usage, "A budget is unit/period=limit")]
    [InlineData("keys create --team T --max-wait 5", ExitCode.Usage, "A duration is a number and a unit")]
    [InlineData("keys create --team T --network 10.0.0.0", ExitCode.Usage, "networks[0]")]
    [InlineData("keys show key_nix", ExitCode.NotFound, "no key of that id")]
    [InlineData("keys revoke T/nix", ExitCode.NotFound, "team and name")]
    [InlineData("keys list --team nobody", ExitCode.NotFound, "no such team")]
    [InlineData("keys nix", ExitCode.Usage, "nix")]
    [InlineData("teams delete T", ExitCode.Conflict, "1 keys")]
    [InlineData("plans delete standard", ExitCode.Conflict, "ships with the gateway")]
    [InlineData("plans set gold --group chat:rpm", ExitCode.Usage, "A group is its name and figures")]
    [InlineData("keys list --admin http://127.0.0.1:1", ExitCode.Usage, "GATEWAY_ADMIN_KEY")]
    public async Task Fault_GoesToStandardError_WithItsExitCode(string line, int code, string message)
    {
        using var cli = new CommandLineUnderTest();
        await cli.JsonAsync("keys create --team T --name bot");

        var result = await cli.RunAsync(line);

        Assert.Equal((code, ""), (result.Code, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FaultySettings_AreNamed()
    {
        using var cli = new CommandLineUnderTest(null, ("Gateway:Database:ConnectionString", "Data Source=:memory:"), ("Gateway:Keys:Pepper", "short"));

        var (code, output, error) = await cli.RunAsync("keys list");

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains("Gateway:Database:ConnectionString", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DatabaseThatCannotBeOpened_IsUnavailable()
    {
        using var cli = new CommandLineUnderTest(null, ("Gateway:Database:ConnectionString", "Data Source=/nowhere/at/all/gateway.db"));

        var (code, _, error) = await cli.RunAsync("keys list");

        Assert.Equal(ExitCode.Unavailable, code);
        Assert.Contains("/nowhere/at/all/gateway.db", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_SaysWhoItWas_AndIsVerified()
    {
        using var cli = new CommandLineUnderTest();
        await cli.RunAsync("keys create --team payments");

        var (_, list, _) = await cli.RunAsync("audit list");
        var (code, verified, _) = await cli.RunAsync("audit verify");
        var (other, _, _) = await cli.RunAsync("audit verify --head 00ff");

        Assert.Contains($"cli:{Environment.UserName}", list, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Ok, ExitCode.Failed), (code, other));
        Assert.Contains("All 2 entries", verified, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prices_AreShownAsTheyWereSet()
    {
        using var cli = new CommandLineUnderTest();
        await File.WriteAllTextAsync(cli.FileOf("prices.yaml"), "prices:\n- {unit: characters, amount: 0.03, per: 1000, model: lightning-v3.1}\n- {unit: requests, amount: 1, scope: clone, from: 2027-01-01T00:00:00Z}\n", Patience.Token);

        var set = await cli.JsonAsync($"prices set -f {cli.FileOf("prices.yaml")}");
        await File.WriteAllTextAsync(cli.FileOf("prices.json"), set.ToJsonString(), Patience.Token);
        var again = await cli.JsonAsync($"prices set -f {cli.FileOf("prices.json")}");

        Assert.Equal(("USD", 1), ((string)set["currency"]!, (long)set["version"]!));
        Assert.True(JsonNode.DeepEquals(set, again));
        Assert.Contains("0.03 USD  1000", (await cli.RunAsync("prices show")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await cli.RunAsync("prices set -f /nowhere/prices.yaml")).Code);
        await File.WriteAllTextAsync(cli.FileOf("prices.yaml"), "prices:\n- {unit: bananas, amount: 1}\n", Patience.Token);
        var (code, _, error) = await cli.RunAsync($"prices set -f {cli.FileOf("prices.yaml")}");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("prices[0].unit", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_KnowsTheVerbs()
    {
        using var cli = new CommandLineUnderTest();

        var (code, script, _) = await cli.RunAsync("completion bash");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("[suggest:", script, StringComparison.Ordinal);
    }

    private static JsonObject SettingsOf(JsonNode key)
    {
        var settings = key.DeepClone().AsObject();
        foreach (var name in (string[])["id", "secret", "team", "name", "status", "secrets", "createdAt", "updatedAt", "version"])
            Assert.True(settings.Remove(name));
        return settings;
    }
}
