using System.Collections.Immutable;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;

namespace Gateway.Admin.Sessions;

/// <summary>The live sockets of all replicas: listed in parts, and ended. Thread-safe.</summary>
internal sealed class FleetSessions(SessionPeers peers, AdminTransactions transactions)
{
    /// <summary>A part of the list, oldest first.</summary>
    /// <param name="page">Which part.</param>
    /// <param name="team">Only those of a team; null: of all.</param>
    /// <param name="key">Only those of a key, by its id; null: of all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AdminResult<SessionList>> ListAsync(PageRequest page, string? team, string? key, CancellationToken cancellationToken)
    {
        if (PageCursor.Parse(page.Cursor) is null)
            return AdminFault.Invalid(new SettingsFault("cursor", "The cursor is the value of 'next' in an earlier answer."));
        // Each replica gives one more than fits, by which is known whether there is a next part.
        var (answers, complete) = await peers.AskAsync(new() { Team = team, Key = key, After = page.Cursor, Count = page.Limit + 1 }, cancellationToken);
        var sessions = LocalSessions.InOrder(answers.SelectMany(answer => answer.Sessions)).Take(page.Limit + 1).ToList();
        ImmutableArray<SessionDocument> shown = [.. sessions.Take(page.Limit)];
        return new SessionList(
            shown,
            sessions.Count > shown.Length ? LocalSessions.CursorOf(shown[^1]).ToString() : null,
            [.. answers.Select(answer => answer.Replica).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            complete);
    }

    /// <summary>Ends one socket of any replica; both peers get a close frame. It is noted in the audit log if the database answers.</summary>
    public async Task<AdminResult<SessionDocument>> EndAsync(string id, AdminCall call, CancellationToken cancellationToken)
    {
        var (answers, complete) = await peers.AskAsync(new() { End = id }, cancellationToken);
        if (answers.SelectMany(answer => answer.Sessions).FirstOrDefault() is not { } ended)
        {
            return complete
                ? AdminFault.NotFound("No replica has such a session; it may have ended.")
                : new AdminFault(AdminFaultKind.Unavailable, "This replica has no such session, and Redis or another replica has not answered. Try again, or ask the replica that has it.");
        }
        await transactions.WriteAsync<SessionDocument>(
            new("session.end", id, AdminJson.SessionDocument),
            call with { IdempotencyKey = null },
            change =>
            {
                change.Record("session.end", id, ended, null, AdminJson.SessionDocument);
                return Task.FromResult<AdminResult<SessionDocument>>(ended);
            },
            cancellationToken);
        return ended;
    }
}
