namespace Gateway.Storage;

/// <summary>The statements on <c>settings</c>: single values that the gateway keeps for itself.</summary>
internal static class SettingTable
{
    /// <summary>The value of a name; null when there is none.</summary>
    public static Task<string?> FindAsync(DatabaseSession session, string name) =>
        session.FindAsync<string>("SELECT value FROM settings WHERE name = @name", new { name });

    /// <summary>Writes a value unless there is one.</summary>
    /// <returns>Whether it was written.</returns>
    public static async Task<bool> TryAddAsync(DatabaseSession session, string name, string value) =>
        await session.ExecuteAsync("INSERT INTO settings (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING", new { name, value }) == 1;

    /// <summary>Removes a value.</summary>
    public static Task DeleteAsync(DatabaseSession session, string name) =>
        session.ExecuteAsync("DELETE FROM settings WHERE name = @name", new { name });
}
