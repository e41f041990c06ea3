using Gateway.Admin.Documents;
using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>Writes changed keys and notes them for the audit log.</summary>
internal static class KeyChanges
{
    /// <summary>Saves a key in its next version.</summary>
    /// <param name="change">The change under way.</param>
    /// <param name="action">For the audit log.</param>
    /// <param name="before">The row as it is.</param>
    /// <param name="after">The row as it is to be, in the same version.</param>
    public static async Task<KeyDocument> SaveAsync(AdminChange change, string action, KeyRow before, KeyRow after)
    {
        var former = await DocumentAsync(change, before);
        var saved = Next(change, after);
        await KeyTable.UpdateAsync(change.Session, saved);
        var document = await DocumentAsync(change, saved);
        change.Record(action, saved.Id, former, document, AdminJson.KeyDocument);
        return document;
    }

    /// <summary>Withdraws a key.</summary>
    public static Task<KeyDocument> RevokeAsync(AdminChange change, KeyRow row) =>
        SaveAsync(change, "key.revoke", row, row with { RevokedAt = change.Milliseconds });

    /// <summary>A row in its next version.</summary>
    public static KeyRow Next(AdminChange change, KeyRow row) =>
        row with { Version = row.Version + 1, Revision = change.Revision, UpdatedAt = change.Milliseconds };

    /// <summary>A key with its secrets as the change sees it.</summary>
    public static async Task<KeyDocument> DocumentAsync(AdminChange change, KeyRow row) =>
        KeyDocuments.Of(row, await SecretTable.OfAsync(change.Session, row.Id), change.Now);
}
