namespace Gateway.Storage;

/// <summary>Where records of usage wait while their database is away: the next process must find them, and no other database may get them.</summary>
public sealed class DatabaseFolderTests
{
    [Fact]
    public async Task Sqlite_IsTheFolderOfTheFile()
    {
        using var database = TestDatabase.Sqlite();
        await using var host = StorageHost.Open(database);

        Assert.Equal(Path.GetDirectoryName(database.File), host.Database.Folder);
    }

    [Fact]
    public async Task Postgres_IsAFolderOfTheUser_OneForEachDatabase()
    {
        string[] folders =
        [
            await FolderAsync("Host=db.example;Database=voice;Username=gateway;Password=canary-5e1f"),
            await FolderAsync("Host=db.example;Database=staging;Username=gateway;Password=canary-5e1f"),
            await FolderAsync("Host=db.example;Port=5433;Database=voice;Username=gateway;Password=canary-5e1f"),
            await FolderAsync("Host=/var/run/postgresql;Database=voice;Username=gateway;Password=canary-5e1f"),
        ];

        Assert.Distinct(folders);
        Assert.All(folders, folder => Assert.True(Path.IsPathRooted(folder)));
        Assert.All(folders, folder => Assert.Equal("waves-gateway", Path.GetFileName(Path.GetDirectoryName(folder))));
        Assert.All(folders, folder => Assert.DoesNotContain("canary", folder, StringComparison.Ordinal));
        Assert.Equal(folders[0], await FolderAsync("Host=db.example;Database=voice;Username=another"));
    }

    private static async Task<string> FolderAsync(string connectionString)
    {
        await using var host = StorageHost.Open(DatabaseProvider.Postgres, connectionString);
        return host.Database.Folder;
    }
}
