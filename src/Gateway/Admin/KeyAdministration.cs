using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;
using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>Administration of keys on the database.</summary>
internal sealed class KeyAdministration(AdminTransactions transactions, References references, TimeProvider time) : IKeyAdministration
{
    /// <summary>Longest time for which a former secret may stay valid.</summary>
    public static readonly TimeSpan MaxGrace = TimeSpan.FromDays(90);

    public Task<AdminResult<IssuedKey>> CreateAsync(NewKey key, bool createTeam, AdminCall call, CancellationToken cancellationToken) =>
        transactions.WriteAsync(
            new("key.create", $"{createTeam}\n{JsonSerializer.Serialize(key, AdminJson.NewKey)}", AdminJson.IssuedKey),
            call, change => CreateAsync(change, key, createTeam), cancellationToken);

    public Task<AdminResult<Page<KeyDocument>>> ListAsync(string? team, bool includeRevoked, PageRequest page, CancellationToken cancellationToken) =>
        transactions.ReadAsync(session => ListAsync(session, team, includeRevoked, page), cancellationToken);

    public Task<AdminResult<KeyDocument>> GetAsync(string key, CancellationToken cancellationToken) =>
        transactions.ReadAsync<KeyDocument>(
            async session => await FindAsync(session, key) is { } row ? await DocumentAsync(session, row) : Unknown(key),
            cancellationToken);

    public Task<AdminResult<KeyDocument>> UpdateAsync(string key, JsonObject patch, AdminCall call, CancellationToken cancellationToken) =>
        transactions.WriteAsync(
            new("key.update", $"{key}\n{patch.ToJsonString()}", AdminJson.KeyDocument),
            call, change => UpdateAsync(change, key, patch, call), cancellationToken);

    public Task<AdminResult<IssuedKey>> RotateAsync(string key, TimeSpan grace, AdminCall call, CancellationToken cancellationToken) =>
        transactions.WriteAsync(
            new("key.rotate", $"{key}\n{grace}", AdminJson.IssuedKey), call, change => RotateAsync(change, key, grace, call), cancellationToken);

    public Task<AdminResult<KeyDocument>> RevokeAsync(string key, AdminCall call, CancellationToken cancellationToken) =>
        transactions.WriteAsync(
            new("key.revoke", key, AdminJson.KeyDocument), call, change => RevokeAsync(change, key, call), cancellationToken);

    private async Task<AdminResult<IssuedKey>> CreateAsync(AdminChange change, NewKey key, bool createTeam)
    {
        if (Check(key) is { } invalid)
            return invalid;
        if (await references.CheckAsync(change.Session, key.Plan, null, key.Account, null) is { } unknown)
            return unknown;
        var team = await TeamTable.FindAsync(change.Session, key.Team);
        if (team is null or { DeletedAt: not null })
        {
            if (!createTeam)
                return AdminFault.Invalid(new SettingsFault("team", "There is no such team; create it first, or ask for it to be created with the key."));
            team = await TeamAdministration.InsertAsync(change, key.Team, new(), team);
        }
        if (key.Name.Length > 0 && await KeyTable.FindByNameAsync(change.Session, team.Name, key.Name) is { } same)
            return AdminFault.Conflict($"Team '{team.Name}' has a key of that name: {same.Id}. Choose another name, rotate that key, or revoke it.");

        var row = new KeyRow
        {
            Id = KeyId.Create(),
            Team = team.Name,
            Name = key.Name,
            Settings = KeyRow.WriteSettings(key),
            CreatedAt = change.Milliseconds,
            UpdatedAt = change.Milliseconds,
            Version = 1,
            Revision = change.Revision,
        };
        await KeyTable.InsertAsync(change.Session, row);
        return await IssueAsync(change, "key.create", before: null, row);
    }

    private async Task<AdminResult<Page<KeyDocument>>> ListAsync(DatabaseSession session, string? team, bool includeRevoked, PageRequest page)
    {
        if (PageCursor.Parse(page.Cursor) is not { } cursor)
            return AdminFault.Invalid(new SettingsFault("cursor", "The cursor is the value of 'next' in an earlier answer."));
        if (team is not null)
        {
            if (await TeamTable.FindAsync(session, team) is not { DeletedAt: null } found)
                return AdminFault.NotFound("There is no such team.");
            team = found.Name;
        }
        var rows = await KeyTable.ListAsync(session, team, includeRevoked, cursor.Time, cursor.Id, page.Limit + 1);
        var shown = rows.Take(page.Limit).ToList();
        var secrets = (await SecretTable.OfAsync(session, [.. shown.Select(row => row.Id)])).ToLookup(secret => secret.KeyId, StringComparer.Ordinal);
        var now = time.GetUtcNow();
        return new Page<KeyDocument>(
            [.. shown.Select(row => KeyDocuments.Of(row, secrets[row.Id], now))],
            rows.Count > shown.Count ? new PageCursor(shown[^1].CreatedAt, shown[^1].Id).ToString() : null);
    }

    private async Task<AdminResult<KeyDocument>> UpdateAsync(AdminChange change, string key, JsonObject patch, AdminCall call)
    {
        var found = await FindForChangeAsync(change.Session, key, call);
        if (!found.Succeeded)
            return found.Fault;
        var row = found.Value;
        var patched = SettingsPatch.Apply(new NewKey(row.ReadSettings()) { Team = row.Team, Name = row.Name }, patch, AdminJson.NewKey);
        if (!patched.Succeeded)
            return patched.Fault;
        var wanted = patched.Value;
        if (wanted.Team != row.Team)
            return AdminFault.Invalid(new SettingsFault("team", "A key keeps its team: usage is accounted to it. Create another key instead."));
        if (Check(wanted) is { } invalid)
            return invalid;
        var former = row.ReadSettings();
        if (await references.CheckAsync(change.Session, wanted.Plan, former.Plan, wanted.Account, former.Account) is { } unknown)
            return unknown;
        if (wanted.Name.Length > 0 && await KeyTable.FindByNameAsync(change.Session, row.Team, wanted.Name) is { } same && same.Id != row.Id)
            return AdminFault.Conflict($"Team '{row.Team}' has another key of that name: {same.Id}.");
        var patchedRow = row with { Name = wanted.Name, Settings = KeyRow.WriteSettings(wanted) };
        return patchedRow == row ? await KeyChanges.DocumentAsync(change, row) : await KeyChanges.SaveAsync(change, "key.update", row, patchedRow);
    }

    private static async Task<AdminResult<IssuedKey>> RotateAsync(AdminChange change, string key, TimeSpan grace, AdminCall call)
    {
        if (grace < TimeSpan.Zero || grace > MaxGrace)
            return AdminFault.Invalid(new SettingsFault("grace", $"The former secret stays valid for 0 to {MaxGrace.TotalDays:F0} days."));
        var found = await FindForChangeAsync(change.Session, key, call);
        if (!found.Succeeded)
            return found.Fault;
        var before = await KeyChanges.DocumentAsync(change, found.Value);
        await SecretTable.DeleteRetiredAsync(change.Session, found.Value.Id, change.Milliseconds);
        await SecretTable.RetireAsync(change.Session, found.Value.Id, change.Milliseconds + (long)grace.TotalMilliseconds);
        var row = KeyChanges.Next(change, found.Value);
        await KeyTable.UpdateAsync(change.Session, row);
        return await IssueAsync(change, "key.rotate", before, row);
    }

    private static async Task<AdminResult<KeyDocument>> RevokeAsync(AdminChange change, string key, AdminCall call)
    {
        if (await FindAsync(change.Session, key) is not { } row)
            return Unknown(key);
        if (row.RevokedAt is not null)
            return await KeyChanges.DocumentAsync(change, row);
        if (call.ExpectedVersion is { } expected && expected != row.Version)
            return Changed;
        return await KeyChanges.RevokeAsync(change, row);
    }

    private static async Task<IssuedKey> IssueAsync(AdminChange change, string action, KeyDocument? before, KeyRow row)
    {
        var secret = VirtualKeySecret.Create();
        if (!change.Pepper.Hasher.TryHash(secret, out var hash))
            throw new InvalidOperationException("A secret of our own making cannot be hashed.");
        await SecretTable.InsertAsync(change.Session, new()
        {
            Hash = hash.ToBytes(),
            KeyId = row.Id,
            Hint = secret[^4..],
            CreatedAt = change.Milliseconds,
        });
        var after = await KeyChanges.DocumentAsync(change, row);
        change.Record(action, row.Id, before, after, AdminJson.KeyDocument);
        return new(after) { Secret = secret };
    }

    private async Task<KeyDocument> DocumentAsync(DatabaseSession session, KeyRow row) =>
        KeyDocuments.Of(row, await SecretTable.OfAsync(session, row.Id), time.GetUtcNow());

    private static async Task<AdminResult<KeyRow>> FindForChangeAsync(DatabaseSession session, string key, AdminCall call) =>
        await FindAsync(session, key) switch
        {
            null => Unknown(key),
            { RevokedAt: not null } => AdminFault.Conflict("The key is revoked, which is for good. Create another one."),
            { } row when call.ExpectedVersion is { } expected && expected != row.Version => Changed,
            { } row => row,
        };

    /// <summary>The key of an id, or the one in force of <c>team/name</c>; null when there is none.</summary>
    public static async Task<KeyRow?> FindAsync(DatabaseSession session, string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return await KeyTable.FindAsync(session, key);
        return await TeamTable.FindAsync(session, key[..slash]) is { } team ? await KeyTable.FindByNameAsync(session, team.Name, key[(slash + 1)..]) : null;
    }

    private static AdminFault? Check(NewKey key)
    {
        var faults = SettingsRules.Check(key);
        if (!SettingsRules.IsName(key.Team))
            faults = faults.Insert(0, new("team", SettingsRules.NameMessage));
        if (key.Name.Length > 0 && !SettingsRules.IsName(key.Name))
            faults = faults.Insert(0, new("name", SettingsRules.NameMessage));
        return faults.IsEmpty ? null : AdminFault.Invalid(faults);
    }

    private static AdminFault Changed => new(AdminFaultKind.Changed, "The key has changed since it was read. Read it again and decide anew.");

    /// <summary>There is no such key.</summary>
    public static AdminFault Unknown(string key) => AdminFault.NotFound(
        key.Contains('/', StringComparison.Ordinal) ? "There is no key in force of that team and name." : "There is no key of that id. A key is named by its id, or as team/name.");
}
