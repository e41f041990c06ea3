using System.Text.Json.Nodes;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;
using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>The audit log of the database.</summary>
internal sealed class AuditReader(AdminTransactions transactions, PepperSource peppers) : IAuditReader
{
    private const int RowsPerRead = 1000;

    public Task<AdminResult<Page<AuditDocument>>> ListAsync(string? subject, PageRequest page, CancellationToken cancellationToken) =>
        transactions.ReadAsync(session => ListAsync(session, subject, page), cancellationToken);

    public Task<AdminResult<AuditVerification>> VerifyAsync(string? head, CancellationToken cancellationToken) =>
        transactions.ReadAsync<AuditVerification>(async session => await VerifyAsync(session, head), cancellationToken);

    private static async Task<AdminResult<Page<AuditDocument>>> ListAsync(DatabaseSession session, string? subject, PageRequest page)
    {
        if (PageCursor.Parse(page.Cursor) is not { } cursor)
            return AdminFault.Invalid(new SettingsFault("cursor", "The cursor is the value of 'next' in an earlier answer."));
        var before = cursor == PageCursor.Start ? long.MaxValue : cursor.Time;
        var rows = await AuditTable.BeforeAsync(session, subject, before, page.Limit + 1);
        var shown = rows.Take(page.Limit).ToList();
        return new Page<AuditDocument>([.. shown.Select(Document)], rows.Count > shown.Count ? new PageCursor(shown[^1].Sequence, "").ToString() : null);
    }

    private async Task<AuditVerification> VerifyAsync(DatabaseSession session, string? head)
    {
        if (await peppers.FindAsync(session) is not { } pepper)
            return new(true, 0, Hex(AuditChain.Start), null, "The log is empty.");
        var chain = new AuditChain(pepper);
        var (sequence, hash) = (0L, AuditChain.Start);
        var metHead = head is null;
        while (await AuditTable.AfterAsync(session, sequence, RowsPerRead) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                if (!chain.Continues(sequence, hash, row))
                    return new(false, sequence, Hex(hash), sequence + 1, $"Entry {sequence + 1} was changed, removed or put in: the chain breaks there.");
                (sequence, hash) = (row.Sequence, row.Hash);
                metHead |= string.Equals(Hex(hash), head, StringComparison.OrdinalIgnoreCase);
            }
        }
        return metHead
            ? new(true, sequence, Hex(hash), null, $"All {sequence} entries are as they were written.")
            : new(false, sequence, Hex(hash), sequence + 1, "The chain is whole, but the given head is not part of it: entries were cut off.");
    }

    private static AuditDocument Document(AuditRow row) => new(
        row.Sequence, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Actor, row.Source, row.Action, row.Subject, Node(row.Before), Node(row.After), Hex(row.Hash));

    private static JsonNode? Node(string? json) => json is null ? null : JsonNode.Parse(json);

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
