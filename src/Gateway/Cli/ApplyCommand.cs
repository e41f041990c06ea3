using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Admin;
using Gateway.Admin.Declarations;

namespace Gateway.Cli;

/// <summary>The verbs <c>apply</c> and <c>export</c>: an organisation's gateway as a file that it keeps in version control.</summary>
internal static class ApplyCommand
{
    /// <summary>The verb <c>apply</c>; <paramref name="config"/> names the settings file.</summary>
    public static Command CreateApply(Option<FileInfo?> config)
    {
        var file = new Option<FileInfo>("--file", "-f") { Description = "YAML or JSON; - reads standard input.", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be done and do nothing." };
        var prune = new Option<bool>("--prune") { Description = "Take away what is not declared: teams with their keys, named keys of declared teams, plans." };
        var command = new Command("apply", "Make teams, named keys, plans and prices as a file declares them. Secrets of new keys are printed this once.") { file, dryRun, prune };
        return new AdminVerb(config).Add(command, async context =>
        {
            var source = context.Parsed.GetValue(file)!;
            if (source.Name != "-" && !source.Exists)
            {
                await context.Error.WriteLineAsync($"There is no file '{source.FullName}'.");
                return ExitCode.Usage;
            }
            var declaration = DeclarationText.Read(source.Name == "-" ? await Console.In.ReadToEndAsync(context.CancellationToken) : await File.ReadAllTextAsync(source.FullName, context.CancellationToken));
            if (!declaration.Succeeded)
                return await context.FailAsync(declaration.Fault);
            var connection = context.Connection;
            var plan = await new DeclarationPlanner(connection.Keys, connection.Teams, connection.Plans).PlanAsync(declaration.Value, context.Parsed.GetValue(prune), context.CancellationToken);
            if (!plan.Succeeded)
                return await context.FailAsync(plan.Fault);
            return await RunAsync(context, plan.Value, context.Parsed.GetValue(dryRun));
        });
    }

    /// <summary>The verb <c>export</c>; <paramref name="config"/> names the settings file.</summary>
    public static Command CreateExport(Option<FileInfo?> config) => new AdminVerb(config).Add(
        new("export", "Print teams, named keys, plans and prices as a file that apply takes. It holds no secrets."),
        async context =>
        {
            var connection = context.Connection;
            var declaration = await DeclarationReader.ReadAsync(connection.Keys, connection.Teams, connection.Plans, context.CancellationToken);
            return await context.PrintAsync(declaration, AdminJson.Declaration, (found, output) => output.Write(DeclarationText.Write(found)));
        });

    /// <summary>Shows every step before the first is done; stops at the first that cannot be done.</summary>
    private static async Task<int> RunAsync(AdminVerbContext context, List<DeclarationStep> steps, bool dryRun)
    {
        var asJson = context.Format is OutputFormat.Json;
        if (!asJson)
            await DescribeAsync(steps, context.Output);
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var step in dryRun ? [] : steps)
        {
            var (fault, secret) = await step.DoAsync(context.Connection.Call, context.CancellationToken);
            if (secret is not null)
            {
                // At once: a later fault must not swallow it.
                secrets[step.Name] = secret;
                if (!asJson)
                    await context.Output.WriteLineAsync($"secret of key {step.Name}, shown this once: {secret}");
            }
            if (fault is not null)
            {
                await context.Error.WriteLineAsync($"{step.Action} {step.Kind} {step.Name}: not done, nor what comes after it.");
                if (asJson)
                    await PrintJsonAsync(context, steps, secrets);
                return await context.FailAsync(fault);
            }
        }
        if (asJson)
            await PrintJsonAsync(context, steps, secrets);
        return ExitCode.Ok;
    }

    private static async Task DescribeAsync(List<DeclarationStep> steps, TextWriter output)
    {
        if (steps.Count == 0)
            await output.WriteLineAsync("Everything is as declared.");
        foreach (var step in steps)
        {
            var mark = step.Action switch { "create" => '+', "update" => '~', _ => '-' };
            await output.WriteLineAsync($"{mark} {step.Action} {step.Kind} {step.Name}");
            foreach (var change in step.Changes)
                await output.WriteLineAsync("    " + change);
        }
    }

    private static Task PrintJsonAsync(AdminVerbContext context, List<DeclarationStep> steps, Dictionary<string, string> secrets) =>
        context.Output.WriteLineAsync(new JsonObject
        {
            ["steps"] = new JsonArray([.. steps.Select(step => new JsonObject
            {
                ["action"] = step.Action,
                ["kind"] = step.Kind,
                ["name"] = step.Name,
                ["changes"] = JsonSerializer.SerializeToNode(step.Changes, AdminJson.Options),
            })]),
            ["secrets"] = JsonSerializer.SerializeToNode(secrets, AdminJson.Options),
        }.ToJsonString(AdminJson.Options));
}
