using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Gateway.Admin;
using Gateway.Admin.Documents;

namespace Gateway.Cli;

/// <summary>
/// The verbs <c>sessions …</c>, <c>accounts</c> and <c>queue</c>: what goes on now. Only a running gateway knows it, so
/// they ask one: that of <c>--admin</c>, else the one of these settings.
/// </summary>
internal static class LiveCommands
{
    /// <summary>The verbs <c>sessions …</c>; <paramref name="config"/> names the settings file.</summary>
    public static Command CreateSessions(Option<FileInfo?> config)
    {
        var verb = new AdminVerb(config);
        return new("sessions", "Live sockets of a running gateway.") { ListVerb(verb), EndVerb(verb) };
    }

    /// <summary>The verb <c>accounts</c>.</summary>
    public static Command CreateAccounts(Option<FileInfo?> config) => new AdminVerb(config).AddLive(
        new("accounts", "The upstream accounts of a running gateway: their capacity and who holds it."),
        async context => await context.PrintAsync(await context.Connection.Live!.ListAccountsAsync(context.CancellationToken), AdminJson.AccountPage, WriteAccounts));

    /// <summary>The verb <c>queue</c>.</summary>
    public static Command CreateQueue(Option<FileInfo?> config) => new AdminVerb(config).AddLive(
        new("queue", "The pools of a running gateway in which somebody waits, the longest wait first."),
        async context => await context.PrintAsync(
            await context.Connection.Live!.ListQueueAsync(context.CancellationToken), AdminJson.PoolPage, (page, output) => WritePools(page.Items, output)));

    private static Command ListVerb(AdminVerb verb)
    {
        var team = new Option<string?>("--team", "-t") { Description = "Only those of a team." };
        var key = new Option<string?>("--key") { Description = "Only those of a key, by its id." };
        return verb.AddLive(new Command("list", "List the sockets of all replicas, oldest first.") { team, key }, async context =>
        {
            var sessions = ImmutableArray.CreateBuilder<SessionDocument>();
            for (var page = new PageRequest(null, PageRequest.MaxLimit); ;)
            {
                var part = await context.Connection.Live!.ListSessionsAsync(page, context.Parsed.GetValue(team), context.Parsed.GetValue(key), context.CancellationToken);
                if (!part.Succeeded)
                    return await context.FailAsync(part.Fault);
                sessions.AddRange(part.Value.Items);
                if (part.Value.Next is { } next)
                {
                    page = page with { Cursor = next };
                    continue;
                }
                if (!part.Value.Complete)
                    await context.Error.WriteLineAsync("Redis or a replica has not answered: these are only the sockets of " + string.Join(", ", part.Value.Replicas) + ".");
                return await context.PrintAsync<SessionList>(part.Value with { Items = sessions.ToImmutable() }, AdminJson.SessionList, (list, output) => WriteSessions(list.Items, output));
            }
        });
    }

    private static Command EndVerb(AdminVerb verb)
    {
        var session = new Argument<string>("session") { Description = "Its id, as sessions list shows it." };
        return verb.AddLive(new Command("end", "End one socket of any replica; both peers get a close frame.") { session }, async context => await context.PrintAsync(
            await context.Connection.Live!.EndSessionAsync(context.Parsed.GetValue(session)!, context.Connection.Call, context.CancellationToken),
            AdminJson.SessionDocument,
            (ended, output) => WriteSessions([ended], output)));
    }

    private static void WriteSessions(ImmutableArray<SessionDocument> sessions, TextWriter output) => TextTable.Write(
        output,
        ["ID", "REPLICA", "ENDPOINT", "TEAM", "KEY", "ACCOUNT", "SINCE"],
        sessions.Select(session => new[]
        {
            session.Id, session.Replica, session.Contract, session.Team ?? "-", session.KeyId ?? "-", session.Account,
            session.Since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        }));

    private static void WriteAccounts(Page<AccountDocument> accounts, TextWriter output)
    {
        TextTable.Write(
            output,
            ["ACCOUNT", "PLAN", "BOOKS", "URL", "CIRCUIT"],
            accounts.Items.SelectMany(account => account.Destinations.Select(destination => new[]
            {
                account.Name, account.Plan, account.Mode.ToString().ToLowerInvariant(), destination.Url, destination.IsBroken ? "open" : "closed",
            })));
        output.WriteLine();
        WritePools(accounts.Items.SelectMany(account => account.Pools), output);
    }

    private static void WritePools(IEnumerable<PoolDocument> pools, TextWriter output) => TextTable.Write(
        output,
        ["ACCOUNT", "POOL", "SLOTS", "SOCKETS", "REQUESTS", "WAITING", "OLDEST WAIT"],
        pools.Select(pool => new[]
        {
            pool.Account, pool.Id, Of(pool.Slots, pool.Limits.Slots), Of(pool.Sockets, pool.Limits.Sockets), Of(pool.Requests, pool.Limits.RequestsPerMinute),
            pool.Waiting.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{pool.OldestWaitSeconds:0.0} s"),
        }));

    private static string Of(int used, int? limit) => string.Create(CultureInfo.InvariantCulture, $"{used} of {limit?.ToString(CultureInfo.InvariantCulture) ?? "any"}");
}
