using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Admin.Http;
using Gateway.RequestPath;
using Waves.Simulator;

namespace Gateway.Cli;

/// <summary>Every verb, for people and for scripts, on the database of a gateway and through that gateway.</summary>
public sealed class EveryVerbTests
{
    /// <summary>Those that run until they are ended, or whose answer is a script: they have tests of their own.</summary>
    private static readonly string[] Apart = ["demo", "demo load", "completion"];

    /// <summary>In the order of a life: <c>@</c> is a file beside the settings, <c>#</c> the id of a live socket.</summary>
    private static readonly string[] Lines =
    [
        "check",
        "health",
        "teams create support --slots 2 --budget money/month=200,150",
        "teams list",
        "teams show support",
        "teams update support --weight 2",
        "teams budgets support",
        "plans set trial --group chat:rpm=5,slots=1",
        "plans list",
        "plans show trial",
        "keys create --team support --name bot --scope chat,tts --plan trial",
        "keys list",
        "keys show support/bot",
        "keys update support/bot --rpm 60 --unset plan",
        "keys budgets support/bot",
        "keys rotate support/bot --grace 1h",
        "keys secret",
        "plans delete trial",
        "prices set -f @prices.yaml",
        "prices show",
        "apply -f @gateway.yaml",
        "export",
        "usage --by team",
        "usage reconcile",
        "sessions list",
        "sessions end #",
        "accounts",
        "queue",
        "keys revoke support/bot",
        "teams delete support --revoke-keys",
        "audit list --count 5",
        "audit verify",
    ];

    /// <summary>They work on the database alone; <c>keys hash</c> reads standard input.</summary>
    private static readonly string[] LocalLines = ["keys hash", "admin-key"];

    [Fact]
    public void Table_NamesEveryVerb() => Assert.Equal(
        Verbs(GatewayCommandLine.Create(), "").Order(StringComparer.Ordinal),
        Lines.Concat(LocalLines).Select(VerbOf).Concat(Apart).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Verb_DoesItsWork(bool throughTheGateway, bool asJson)
    {
        await using var simulator = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] });
        var upstream = simulator.BaseAddress.GetLeftPart(UriPartial.Authority);
        using var database = Storage.TestDatabase.Sqlite();
        await using var plane = await AdminPlaneUnderTest.StartAsync(setup =>
        {
            setup.Settings["Gateway:Upstream:Accounts:0:BaseUrl"] = upstream;
            setup.Settings["Gateway:Database:ConnectionString"] = database.ConnectionString;
        });
        using var cli = new CommandLineUnderTest(
            database,
            ("Gateway:Admin:Key", AdminPlaneUnderTest.Key), ("Gateway:Admin:Url", plane.Gateway.AdminAddress.GetLeftPart(UriPartial.Authority)),
            ("Gateway:Upstream:Accounts:0:Key", GatewayUnderTest.UpstreamKey), ("Gateway:Upstream:Accounts:0:BaseUrl", upstream));
        await File.WriteAllTextAsync(cli.FileOf("prices.yaml"), "currency: USD\nprices:\n- {unit: characters, amount: 0.03, per: 1000, scope: tts}\n", Patience.Token);
        await File.WriteAllTextAsync(cli.FileOf("gateway.yaml"), "teams:\n  support:\n    keys:\n      nightly: {scopes: [stt]}\n", Patience.Token);
        var holder = await plane.CreateKeyAsync("""{"team":"holders"}""");
        using var socket = await plane.Gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live", (string)holder["secret"]!);
        var session = (string)(await plane.SendAsync(HttpMethod.Get, "sessions")).Body["items"]![0]!["id"]!;

        foreach (var line in Lines)
        {
            var full = line.Replace("@", cli.FileOf("") + Path.DirectorySeparatorChar, StringComparison.Ordinal).Replace("#", session, StringComparison.Ordinal);
            if (throughTheGateway && AdminOptionOf(VerbOf(line)) is not null)
                full += $" --admin {plane.Gateway.AdminAddress}";
            if (asJson)
                full += " --output json";

            var (code, output, error) = await cli.RunAsync(full);

            Assert.True(code == ExitCode.Ok, $"{line}: {code} {error}{output}");
            if (asJson)
                Assert.True(IsJson(output), $"{line}: {output}");
            else
                Assert.False(IsJson(output) || string.IsNullOrWhiteSpace(output), $"{line}: {output}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task VerbOfTheDatabaseAlone_DoesItsWork_AndTakesNoGateway(bool asJson)
    {
        using var cli = new CommandLineUnderTest();
        var input = Console.In;
        try
        {
            foreach (var (line, member) in LocalLines.Zip(["secretHash", "key"]))
            {
                // No other test reads standard input.
                Console.SetIn(new StringReader("sk_of_the_settings_0123456789\n"));
                var (code, output, error) = await cli.RunAsync(asJson ? line + " --output json" : line);

                Assert.Equal((ExitCode.Ok, ""), (code, error));
                var value = asJson ? (string)JsonNode.Parse(output)![member]! : output.Trim();
                Assert.Matches(member == "key" ? "^wgadm_[0-9A-Za-z]{43}$" : "^[0-9a-f]{64}$", value);
                Assert.Equal(ExitCode.Usage, (await cli.RunAsync(line + " --admin http://127.0.0.1:8081")).Code);
            }
        }
        finally
        {
            Console.SetIn(input);
        }
    }

    [Fact]
    public void EveryVerb_HasAnOutput_AndTheGateways_AnAddress()
    {
        Assert.All(Lines.Concat(LocalLines).Select(VerbOf), verb => Assert.NotNull(OptionOf(verb, "--output")));
        Assert.All(Lines.Select(VerbOf).Except(["check", "health", "keys secret"]), verb => Assert.NotNull(AdminOptionOf(verb)));
    }

    private static bool IsJson(string text)
    {
        try
        {
            return JsonNode.Parse(text) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Option? AdminOptionOf(string verb) => OptionOf(verb, "--admin");

    private static Option? OptionOf(string verb, string name) =>
        verb.Split(' ').Aggregate((Command)GatewayCommandLine.Create(), (command, word) => command.Subcommands.Single(next => next.Name == word))
            .Options.FirstOrDefault(option => option.Name == name);

    /// <summary>The words of a line that name its verb.</summary>
    private static string VerbOf(string line)
    {
        var words = line.Split(' ');
        var command = GatewayCommandLine.Create().Subcommands.Single(next => next.Name == words[0]);
        return words.Length > 1 && command.Subcommands.Any(next => next.Name == words[1]) ? $"{words[0]} {words[1]}" : words[0];
    }

    private static IEnumerable<string> Verbs(Command command, string path)
    {
        foreach (var next in command.Subcommands)
        {
            var name = $"{path} {next.Name}".Trim();
            if (next.Action is not null)
                yield return name;
            foreach (var below in Verbs(next, name))
                yield return below;
        }
    }
}
