using System.CommandLine;
using System.Globalization;
using Gateway.Admin;
using Gateway.Admin.Documents;
using Gateway.Admin.Http;

namespace Gateway.Cli;

/// <summary>The verb <c>usage</c>.</summary>
internal static class UsageCommand
{
    /// <summary>The verb; <paramref name="config"/> names the settings file.</summary>
    public static Command Create(Option<FileInfo?> config)
    {
        var by = new Option<string[]>("--by") { Description = "What makes a row: team, key, model, contract, account; several joined by commas.", AllowMultipleArgumentsPerToken = true };
        var from = new Option<string?>("--from") { Description = "From when on: 2026-09-01, or 2026-09-01T12:00:00Z. Default: 30 days ago." };
        var to = new Option<string?>("--to") { Description = "Until when; that minute is not in it. Default: now." };
        var interval = new Option<string?>("--interval") { Description = "Rows for each minute, hour or day (UTC)." };
        var csv = new Option<bool>("--csv") { Description = "Print CSV, whatever --output says." };
        var only = UsageReader.Groups.Select(name => new Option<string?>("--" + name) { Description = $"Only that of one {name}." }).ToList();
        var command = new Command("usage", "What was used, and what it cost.") { by, from, to, interval, csv, ReconcileVerb(config) };
        only.ForEach(command.Options.Add);
        return new AdminVerb(config).Add(command, async context =>
        {
            var parsed = context.Parsed;
            var end = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1);
            if (parsed.GetValue(to) is { } until && !UsageEndpoints.TryReadTime(until, out end))
                return await FailAsync(context, "--to");
            var start = end - TimeSpan.FromDays(30);
            if (parsed.GetValue(from) is { } since && !UsageEndpoints.TryReadTime(since, out start))
                return await FailAsync(context, "--from");
            var question = new UsageQuestion(start, end)
            {
                GroupBy = [.. (parsed.GetValue(by) ?? []).SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
                Interval = parsed.GetValue(interval),
                Only = only.Where(option => parsed.GetValue(option) is not null).ToDictionary(option => option.Name[2..], option => parsed.GetValue(option)!),
            };
            var summed = await context.Connection.Usage.SumAsync(question, context.CancellationToken);
            if (!summed.Succeeded || !parsed.GetValue(csv))
                return await context.PrintAsync(summed, AdminJson.Usage, Write);
            UsageCsv.Write(summed.Value, context.Output);
            return ExitCode.Ok;
        });
    }

    private static Command ReconcileVerb(Option<FileInfo?> config)
    {
        var from = new Option<string?>("--from") { Description = "From when on. Default: a day before the end." };
        var to = new Option<string?>("--to") { Description = "Until when. Default: the last full hour." };
        return new AdminVerb(config).AddLive(
            new Command("reconcile", "Hold the records of a running gateway against the logs of its upstream accounts.") { from, to },
            async context => await context.PrintAsync(
                await context.Connection.Live!.ReconcileAsync(context.Parsed.GetValue(from), context.Parsed.GetValue(to), context.CancellationToken), AdminJson.Reconciliation, Write));
    }

    private static void Write(ReconciliationDocument document, TextWriter output) => TextTable.Write(
        output,
        ["ACCOUNT", "FIGURE", "RECORDS", "UPSTREAM", "DRIFT"],
        document.Figures.Select(figure => new[]
        {
            figure.Account, figure.Figure, Figure(figure.Records), figure.Problem ?? Figure(figure.Upstream), figure.Drift?.ToString("P2", CultureInfo.InvariantCulture) ?? "-",
        }));

    private static string Figure(decimal? figure) => figure?.ToString("0.###", CultureInfo.InvariantCulture) ?? "-";

    private static async Task<int> FailAsync(AdminVerbContext context, string option)
    {
        await context.Error.WriteLineAsync($"{option} is a time: 2026-09-01, or 2026-09-01T12:00:00Z.");
        return ExitCode.Usage;
    }

    private static void Write(UsageDocument usage, TextWriter output)
    {
        var groups = new (string Name, Func<UsageRowDocument, string?> Value)[]
        {
            ("AT", row => row.At?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)),
            ("TEAM", row => row.Team), ("KEY", row => row.Key), ("MODEL", row => row.Model), ("CONTRACT", row => row.Contract), ("ACCOUNT", row => row.Account),
        }.Where(group => usage.Rows.Any(row => group.Value(row) is not null)).ToList();
        TextTable.Write(
            output,
            [.. groups.Select(group => group.Name), "REQUESTS", "CHARACTERS", "TOKENS", "AUDIO IN", "AUDIO OUT", "SESSIONS", "RESULTS", "COST", "UNPRICED", "ESTIMATED"],
            usage.Rows.Select(row => (string[])
            [
                .. groups.Select(group => group.Value(row) is { Length: > 0 } value ? value : "-"),
                Number(row.Requests), Number(row.Characters), Number(row.PromptTokens + row.CompletionTokens),
                Time(row.AudioInMilliseconds), Time(row.AudioOutMilliseconds), Time(row.SessionMilliseconds), Number(row.Results),
                $"{row.Cost.ToString("0.00####", CultureInfo.InvariantCulture)} {row.Currency}", Number(row.Unpriced), Number(row.Estimated),
            ]));
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(long milliseconds) => (milliseconds / 1000m).ToString("0.###", CultureInfo.InvariantCulture) + " s";
}
