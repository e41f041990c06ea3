using Gateway.Admin.Http;
using Gateway.Policies.Keys;

namespace Gateway.Cli;

/// <summary>A gateway kept in a file.</summary>
public sealed class ApplyCommandTests
{
    private const string File = """
        # who may use Waves
        teams:
          payments:
            description: "Card desk: 24/7"
            limits: { slots: 4 }
            weight: 2
            keys:
              ivr:
                scopes: [tts, stt-live]
                models: ["lightning-v3.1"]
                expiresAt: 2099-01-31T00:00:00Z
                budgets:
                  - { unit: characters, period: month, limit: 1000000, warnAt: 800000 }
              bot: {}
          support: {}
        plans:
          gold:
            groups:
              chat: { requestsPerMinute: 50, slots: 2 }
        prices:
          currency: USD
          prices:
            - { unit: audioSeconds, amount: 0.006, per: 60, scope: stt-live, from: 2026-05-28T00:00:00Z }
        """;

    [Fact]
    public async Task Apply_MakesWhatIsDeclared_AndAgainFindsNothingToDo()
    {
        using var cli = new CommandLineUnderTest();
        var file = await WriteAsync(cli, File);

        var (code, output, error) = await cli.RunAsync($"apply -f {file}");

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        var secrets = output.Split('\n').Where(line => line.StartsWith("secret of key", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, secrets.Count);
        Assert.All(secrets, line => Assert.True(VirtualKeySecret.IsWellFormed(line.Split(' ')[^1])));
        Assert.Equal("lightning-v3.1", (string)(await cli.JsonAsync("keys show payments/ivr"))["models"]![0]!);
        Assert.Equal(4, (int)(await cli.JsonAsync("teams show payments"))["limits"]!["slots"]!);
        Assert.Equal((ExitCode.Ok, "Everything is as declared.\n", ""), await cli.RunAsync($"apply -f {file}"));
    }

    [Fact]
    public async Task Plans_AreNamedByTeamsAndKeys_AndLookedForBeforeTheFirstStep()
    {
        using var cli = new CommandLineUnderTest();
        const string Good = "teams: { web: { plan: gold, keys: { page: { plan: silver } } } }\nplans: { gold: {}, silver: {} }";

        var (code, _, error) = await cli.RunAsync($"apply -f {await WriteAsync(cli, Good.Replace("silver: {}", "bronze: {}", StringComparison.Ordinal))}");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("teams.web.keys.page.plan: There is no such plan; there are standard, enterprise, unlimited, bronze, gold.", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NotFound, (await cli.RunAsync("plans show gold")).Code);

        Assert.Equal(ExitCode.Ok, (await cli.RunAsync($"apply -f {await WriteAsync(cli, Good)}")).Code);
        Assert.Equal("gold", (string)(await cli.JsonAsync("teams show web"))["plan"]!);
        var (_, exported, _) = await cli.RunAsync("export");
        Assert.Equal((ExitCode.Ok, "Everything is as declared.\n", ""), await cli.RunAsync($"apply -f {await WriteAsync(cli, exported)}"));

        var pruned = await cli.RunAsync($"apply -f {await WriteAsync(cli, "teams: { web: { plan: gold } }")} --prune");
        Assert.Contains("teams.web.plan: There is no such plan", pruned.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Conflict, (await cli.RunAsync("plans delete gold")).Code);
        Assert.Equal(ExitCode.Ok, (await cli.RunAsync("keys update web/page --unset plan")).Code);
        Assert.Equal(ExitCode.Ok, (await cli.RunAsync("teams update web --plan enterprise")).Code);
        Assert.Equal(ExitCode.Ok, (await cli.RunAsync("plans delete gold")).Code);
    }

    [Fact]
    public async Task Export_AppliedElsewhere_MakesTheSame()
    {
        using var cli = new CommandLineUnderTest();
        await cli.RunAsync($"apply -f {await WriteAsync(cli, File)}");
        var (_, exported, _) = await cli.RunAsync("export");
        using var other = new CommandLineUnderTest();

        var (code, _, _) = await other.RunAsync($"apply -f {await WriteAsync(other, exported)}");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal((0, exported, ""), await other.RunAsync("export"));
        Assert.DoesNotContain("sk_wg_", exported, StringComparison.Ordinal);
        Assert.DoesNotContain("regions", exported, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_IsShownFirst_AndDryRunDoesNothing()
    {
        using var cli = new CommandLineUnderTest();
        await cli.RunAsync($"apply -f {await WriteAsync(cli, File)}");
        var changed = await WriteAsync(cli, "teams: { payments: { limits: { slots: 5 }, weight: 2, keys: { bot: { scopes: [chat] } } } }");

        var (_, shown, _) = await cli.RunAsync($"apply -f {changed} --dry-run");
        Assert.Equal(
            """
            ~ update team payments
                description: "Card desk: 24/7" → (none)
                limits.slots: 4 → 5
            ~ update key payments/bot
                scopes: [] → ["chat"]

            """,
            shown);
        Assert.Equal(4, (int)(await cli.JsonAsync("teams show payments"))["limits"]!["slots"]!);

        await cli.RunAsync($"apply -f {changed}");
        Assert.Equal(5, (int)(await cli.JsonAsync("teams show payments"))["limits"]!["slots"]!);
        Assert.NotNull(await cli.JsonAsync("keys show payments/ivr"));
    }

    [Fact]
    public async Task Prune_TakesAwayWhatIsNotDeclared_ButNoNamelessKey()
    {
        using var cli = new CommandLineUnderTest();
        await cli.RunAsync($"apply -f {await WriteAsync(cli, File)}");
        var nameless = await cli.JsonAsync("keys create --team payments");

        var (_, shown, _) = await cli.RunAsync($"apply -f {await WriteAsync(cli, "teams: { payments: { description: 'Card desk: 24/7', limits: { slots: 4 }, weight: 2, keys: { bot: {} } } }")} --prune");

        Assert.Equal(["- revoke key payments/ivr", "- delete team support", "    its keys are revoked", "- delete plan gold"], shown.TrimEnd().Split('\n'));
        Assert.Equal([(string)nameless["id"]!, "bot"], (await cli.JsonAsync("keys list")).AsArray().OrderBy(key => (string)key!["name"]!, StringComparer.Ordinal).Select(key => (string)key!["name"]! is "" ? (string)key["id"]! : (string)key["name"]!));
    }

    [Theory]
    [InlineData("teams: { payments: { limit: {} } }", "teams.payments.limit")]
    [InlineData("teams: { payments: { keys: { bot: { scopes: [tss] } } } }", "teams.payments.keys.bot.scopes[0]")]
    [InlineData("teams: { 'no name': {} }", "teams.no name")]
    [InlineData("plans: { gold: { groups: { chat: { slots: -1 } } } }", "plans.gold.groups.chat.slots")]
    [InlineData("teams: [", "Line 2")]
    [InlineData("teams: {}\nteams: {}", "teams")]
    [InlineData("- a", "An object with teams, plans, prices.")]
    public async Task FaultyFile_IsRefusedWhole(string text, string message)
    {
        using var cli = new CommandLineUnderTest();

        var (code, output, error) = await cli.RunAsync($"apply -f {await WriteAsync(cli, "")}");
        Assert.Equal((ExitCode.Ok, "Everything is as declared.\n", ""), (code, output, error));

        (code, output, error) = await cli.RunAsync($"apply -f {await WriteAsync(cli, text)}");
        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThroughAGateway_ItIsTheSame()
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();
        using var cli = new CommandLineUnderTest(null, ("Gateway:Admin:Key", AdminPlaneUnderTest.Key));
        var file = await WriteAsync(cli, File);

        var first = await cli.JsonAsync($"apply -f {file} --admin {plane.Gateway.AdminAddress}");
        var second = await cli.JsonAsync($"apply -f {file} --admin {plane.Gateway.AdminAddress}");

        Assert.Equal(["payments/bot", "payments/ivr"], first["secrets"]!.AsObject().Select(secret => secret.Key).Order(StringComparer.Ordinal));
        Assert.Equal(6, first["steps"]!.AsArray().Count);
        Assert.Empty(second["steps"]!.AsArray());
    }

    private static async Task<string> WriteAsync(CommandLineUnderTest cli, string text)
    {
        var file = cli.FileOf($"{Guid.NewGuid():N}.yaml");
        await System.IO.File.WriteAllTextAsync(file, text);
        return file;
    }
}
