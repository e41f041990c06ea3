using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Gateway.Policies.Keys;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Gateway.Storage;

/// <summary>Databases as earlier versions of the program left them.</summary>
internal static class OldDatabase
{
    public const string KeyId = "key_old";
    private const string Pepper = "an old pepper of 16 bytes or more";

    /// <summary>The secret of the only key.</summary>
    public static string Secret { get; } = VirtualKeySecret.Create();

    /// <summary>A database that has taken the first steps, with a team, a key and a secret as the first step's program wrote them.</summary>
    public static async Task CreateAsync(TestDatabase database, int steps)
    {
        foreach (var script in SchemaScripts.Of(database.Provider).Take(steps))
        {
            await ExecuteAsync(database, script.Contents);
            await ExecuteAsync(database, database.Provider is DatabaseProvider.Sqlite
                ? $"CREATE TABLE IF NOT EXISTS {SchemaScripts.JournalTable} (SchemaVersionID INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, ScriptName TEXT NOT NULL, Applied DATETIME NOT NULL)"
                : $"CREATE TABLE IF NOT EXISTS {SchemaScripts.JournalTable} (schemaversionsid SERIAL NOT NULL PRIMARY KEY, scriptname VARCHAR(255) NOT NULL, applied TIMESTAMP NOT NULL)");
            await ExecuteAsync(database, $"INSERT INTO {SchemaScripts.JournalTable} (scriptname, applied) VALUES ('{script.Name}', '2026-01-01')");
        }

        Assert.True(new KeyHasher(Encoding.UTF8.GetBytes(Pepper)).TryHash(Secret, out var hash));
        var hex = Convert.ToHexString(hash.ToBytes());
        var check = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Pepper), "waves-gateway pepper check"u8));
        await ExecuteAsync(database, $$$"""
            INSERT INTO settings (name, value) VALUES ('pepper', '{{{Pepper}}}'), ('pepper_check', '{{{check}}}');
            UPDATE revision SET value = 2;
            INSERT INTO teams (name, settings, created_at, updated_at, version, revision) VALUES ('payments', '{"weight":2}', 1, 1, 1, 1);
            INSERT INTO virtual_keys (id, team, name, settings, created_at, updated_at, version, revision)
            VALUES ('{{{KeyId}}}', 'payments', 'bot', '{"limits":{"slots":7}}', 1, 1, 1, 2);
            INSERT INTO key_secrets (hash, key_id, hint, created_at)
            VALUES ({{{(database.Provider is DatabaseProvider.Sqlite ? $"x'{hex}'" : $"'\\x{hex}'")}}}, '{{{KeyId}}}', '{{{Secret[^4..]}}}', 1);
            """);
    }

    /// <summary>Runs SQL past the gateway.</summary>
    public static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using DbConnection connection = database.Provider is DatabaseProvider.Sqlite
            ? new SqliteConnection(database.ConnectionString + ";Pooling=false")
            : new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
