using System.CommandLine;
using Gateway.Admin;
using Gateway.Admin.Documents;

namespace Gateway.Cli.Load;

/// <summary>The verb <c>demo load</c>: work for a gateway that runs already, made with keys of its own.</summary>
internal static class LoadCommand
{
    private static readonly string[] Teams = ["reservations", "support"];

    /// <summary>The verb; <paramref name="config"/> names the settings file.</summary>
    public static Command Create(Option<FileInfo?> config)
    {
        var url = new Option<Uri>("--url") { Description = "Root of the gateway's data plane.", DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080") };
        var command = new Command("load", "Send a bit of everything to a running gateway until Ctrl-C, to see its dashboards filled. For a gateway in front of the simulator: on a real account it costs money.") { url };
        return new AdminVerb(config).Add(command, async context =>
        {
            var (keys, call) = (new List<IssuedKey>(), context.Connection.Call);
            try
            {
                foreach (var team in Teams)
                {
                    var made = await context.Connection.Keys.CreateAsync(new NewKey { Team = team, Name = "demo load" }, createTeam: true, call, context.CancellationToken);
                    if (!made.Succeeded)
                        return await context.FailAsync(made.Fault);
                    keys.Add(made.Value);
                }
                if (await SetPricesAsync(context) is { } fault)
                    return await context.FailAsync(fault);
                await context.Error.WriteLineAsync($"Sending to {context.Parsed.GetValue(url)} until Ctrl-C.");
                await DemoLoad.RunAsync(context.Parsed.GetValue(url)!, [.. keys.Select(key => key.Secret)], DemoLoad.Pause, TimeProvider.System, context.CancellationToken);
                return ExitCode.Ok;
            }
            finally
            {
                foreach (var key in keys)
                    await context.Connection.Keys.RevokeAsync(key.Id, call, CancellationToken.None);
            }
        });
    }

    /// <summary>Prices, where there are none: else nothing has a cost.</summary>
    private static async Task<AdminFault?> SetPricesAsync(AdminVerbContext context)
    {
        var plans = context.Connection.Plans;
        var known = await plans.GetPricesAsync(context.CancellationToken);
        if (known.Succeeded && !known.Value.Prices.IsEmpty)
            return null;
        var set = await plans.PutPricesAsync(DemoLoad.Prices, context.Connection.Call, context.CancellationToken);
        return set.Succeeded ? null : set.Fault;
    }
}
