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
            VALUES ({{{Bytes(database, hex)}}}, '{{{KeyId}}}', '{{{Secret[^4..]}}}', 1);
            """);
        await FillLaterTablesAsync(database, steps);
    }

    /// <summary>What the programs of the later steps had written until then.</summary>
    private static async Task FillLaterTablesAsync(TestDatabase database, int steps)
    {
        if (steps >= 2)
        {
            // Hashes as they were computed then: a chain that is computed otherwise today would find the log changed.
            const string first = "ffb6080e9fd564a1a7742508e440b420ec24526d7bf7074dee622ecaec35bf52";
            const string second = "1fb84731584fc4cfdc798b90c6222d9741d8462e5a853d82c4978debe10ddb0c";
            await ExecuteAsync(database, $$$$"""
                INSERT INTO audit (sequence, at, actor, source, action, subject, after, previous_hash, hash) VALUES
                (1, 1, 'cli:alice', 'desk', 'team.create', 'payments', '{"name":"payments"}', {{{{Bytes(database, new('0', 64))}}}}, {{{{Bytes(database, first)}}}}),
                (2, 1, 'cli:alice', 'desk', 'key.create', '{{{{KeyId}}}}', '{"id":"{{{{KeyId}}}}"}', {{{{Bytes(database, first)}}}}, {{{{Bytes(database, second)}}}});
                INSERT INTO documents (kind, name, settings, created_at, updated_at, version, revision) VALUES
                ('plan', 'gold', '{"groups":{"tts":{"slots":3}}}', 1, 1, 1, 2),
                ('prices', '-', '{"currency":"EUR","prices":[{"unit":"characters","amount":0.03,"per":1000}]}', 1, 1, 1, 2);
                """);
        }
        if (steps >= 3)
            await ExecuteAsync(database, "INSERT INTO used_tokens (id, ends_at) VALUES ('used', 4000000000000)");
        if (steps >= 4)
        {
            await ExecuteAsync(database, $"""
                UPDATE spending_clock SET value = 1;
                INSERT INTO spending (holder_kind, holder, unit, period, start, amount, changed) VALUES ('key', '{KeyId}', 'Characters', 'Total', 0, 1234, 1);
                """);
        }
    }

    private static string Bytes(TestDatabase database, string hex) => database.Provider is DatabaseProvider.Sqlite ? $"x'{hex}'" : $"'\\x{hex}'";

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
