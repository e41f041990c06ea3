using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;
using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>Administration of teams on the database.</summary>
internal sealed class TeamAdministration(AdminTransactions transactions, References references) : ITeamAdministration
{
    public Task<AdminResult<TeamDocument>> CreateAsync(NewTeam team, AdminCall call, CancellationToken cancellationToken) =>
        transactions.WriteAsync(
            new("team.create", JsonSerializer.Serialize(team, AdminJson.NewTeam), AdminJson.TeamDocument),
            call, change => CreateAsync(change, team), cancellationToken);

    public Task<AdminResult<Page<TeamDocument>>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        transactions.ReadAsync(session => ListAsync(session, page), cancellationToken);

    public Task<AdminResult<TeamDocument>> GetAsync(string name, CancellationToken cancellationToken) =>
        transactions.ReadAsync<TeamDocument>(
            async session => await TeamTable.FindAsync(session, name) is { DeletedAt: null } row ? await DocumentAsync(session, row) : Unknown,
            cancellationToken);

    public Task<AdminResult<TeamDocument>> UpdateAsync(string name, JsonObject patch, AdminCall call, CancellationToken cancellationToken) =>
        transactions.WriteAsync(
            new("team.update", $"{name}\n{patch.ToJsonString()}", AdminJson.TeamDocument),
            call, change => UpdateAsync(change, name, patch, call), cancellationToken);

    public Task<AdminResult<TeamDocument>> DeleteAsync(string name, bool revokeKeys, AdminCall call, CancellationToken cancellationToken) =>
        transactions.WriteAsync(
            new("team.delete", $"{name}\n{revokeKeys}", AdminJson.TeamDocument),
            call, change => DeleteAsync(change, name, revokeKeys, call), cancellationToken);

    /// <summary>Makes a team, or takes a deleted one of the same name up again with new settings.</summary>
    public static async Task<TeamRow> InsertAsync(AdminChange change, string name, TeamSettings settings, TeamRow? deleted)
    {
        var row = new TeamRow
        {
            Name = deleted?.Name ?? name,
            Settings = TeamRow.WriteSettings(settings),
            CreatedAt = change.Milliseconds,
            UpdatedAt = change.Milliseconds,
            Version = (deleted?.Version ?? 0) + 1,
            Revision = change.Revision,
        };
        await (deleted is null ? TeamTable.InsertAsync(change.Session, row) : TeamTable.UpdateAsync(change.Session, row));
        change.Record("team.create", row.Name, null, Document(row, 0), AdminJson.TeamDocument);
        return row;
    }

    private async Task<AdminResult<TeamDocument>> CreateAsync(AdminChange change, NewTeam team)
    {
        if (Check(team) is { } invalid)
            return invalid;
        var existing = await TeamTable.FindAsync(change.Session, team.Name);
        if (existing is { DeletedAt: null })
            return AdminFault.Conflict($"There is a team '{existing.Name}' already.");
        if (await references.CheckAsync(change.Session, team.Plan, null, team.Account, null) is { } unknown)
            return unknown;
        return await DocumentAsync(change.Session, await InsertAsync(change, team.Name, team, existing));
    }

    private static async Task<AdminResult<Page<TeamDocument>>> ListAsync(DatabaseSession session, PageRequest page)
    {
        if (PageCursor.Parse(page.Cursor) is not { } cursor)
            return AdminFault.Invalid(new SettingsFault("cursor", "The cursor is the value of 'next' in an earlier answer."));
        var rows = await TeamTable.ListAsync(session, cursor.Id, page.Limit + 1);
        var shown = rows.Take(page.Limit).ToList();
        var counts = await KeyTable.CountActiveAsync(session, [.. shown.Select(row => row.Name)]);
        return new Page<TeamDocument>(
            [.. shown.Select(row => Document(row, counts.GetValueOrDefault(row.Name)))],
            rows.Count > shown.Count ? new PageCursor(0, shown[^1].Name).ToString() : null);
    }

    private async Task<AdminResult<TeamDocument>> UpdateAsync(AdminChange change, string name, JsonObject patch, AdminCall call)
    {
        if (await TeamTable.FindAsync(change.Session, name) is not { DeletedAt: null } row)
            return Unknown;
        if (call.ExpectedVersion is { } expected && expected != row.Version)
            return Changed;
        var patched = SettingsPatch.Apply(new NewTeam(row.ReadSettings()) { Name = row.Name }, patch, AdminJson.NewTeam);
        if (!patched.Succeeded)
            return patched.Fault;
        if (patched.Value.Name != row.Name)
            return AdminFault.Invalid(new SettingsFault("name", "A team keeps its name: usage is accounted to it."));
        if (Check(patched.Value) is { } invalid)
            return invalid;
        var former = row.ReadSettings();
        if (await references.CheckAsync(change.Session, patched.Value.Plan, former.Plan, patched.Value.Account, former.Account) is { } unknown)
            return unknown;
        var before = await DocumentAsync(change.Session, row);
        var settings = TeamRow.WriteSettings(patched.Value);
        if (settings == row.Settings)
            return before;
        var saved = Next(change, row) with { Settings = settings };
        await TeamTable.UpdateAsync(change.Session, saved);
        var after = Document(saved, before.Keys);
        change.Record("team.update", row.Name, before, after, AdminJson.TeamDocument);
        return after;
    }

    private static async Task<AdminResult<TeamDocument>> DeleteAsync(AdminChange change, string name, bool revokeKeys, AdminCall call)
    {
        if (await TeamTable.FindAsync(change.Session, name) is not { DeletedAt: null } row)
            return Unknown;
        if (call.ExpectedVersion is { } expected && expected != row.Version)
            return Changed;
        var before = await DocumentAsync(change.Session, row);
        if (before.Keys > 0 && !revokeKeys)
            return AdminFault.Conflict($"The team has {before.Keys} keys that are not revoked. Revoke them first, or ask for them to be revoked with it.");
        foreach (var key in await KeyTable.ListAsync(change.Session, row.Name, includeRevoked: false, long.MinValue, "", int.MaxValue))
            await KeyChanges.RevokeAsync(change, key);
        var saved = Next(change, row) with { DeletedAt = change.Milliseconds };
        await TeamTable.UpdateAsync(change.Session, saved);
        change.Record("team.delete", row.Name, before, null, AdminJson.TeamDocument);
        return Document(saved, 0);
    }

    private static TeamRow Next(AdminChange change, TeamRow row) =>
        row with { Version = row.Version + 1, Revision = change.Revision, UpdatedAt = change.Milliseconds };

    private static async Task<TeamDocument> DocumentAsync(DatabaseSession session, TeamRow row) =>
        Document(row, (await KeyTable.CountActiveAsync(session, [row.Name])).GetValueOrDefault(row.Name));

    private static TeamDocument Document(TeamRow row, int keys) => new(row.ReadSettings())
    {
        Name = row.Name,
        Keys = keys,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt),
        Version = row.Version,
    };

    private static AdminFault? Check(NewTeam team)
    {
        var faults = SettingsRules.Check(team);
        if (!SettingsRules.IsName(team.Name))
            faults = faults.Insert(0, new("name", SettingsRules.NameMessage));
        return faults.IsEmpty ? null : AdminFault.Invalid(faults);
    }

    private static AdminFault Changed => new(AdminFaultKind.Changed, "The team has changed since it was read. Read it again and decide anew.");

    /// <summary>There is no such team.</summary>
    public static AdminFault Unknown => AdminFault.NotFound("There is no such team.");
}
