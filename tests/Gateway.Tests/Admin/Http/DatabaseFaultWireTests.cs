using System.Net;
using System.Text.Json.Nodes;
using Gateway.RequestPath;
using Gateway.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;
using Waves.Simulator;

namespace Gateway.Admin.Http;

/// <summary>
/// A database that goes bad under a whole gateway: calls are served as before, administration is answered 503 with the
/// reason, readiness tells, and afterwards everything is as it was, with nothing half written.
/// </summary>
public sealed class DatabaseFaultWireTests(PostgresServer server) : IAsyncLifetime
{
    private readonly DirectoryInfo _spill = Directory.CreateTempSubdirectory("gw-spill-");
    private WavesSimulatorHost _waves = null!;

    public async ValueTask InitializeAsync() => _waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] });

    public async ValueTask DisposeAsync()
    {
        await _waves.DisposeAsync();
        _spill.Delete(recursive: true);
    }

    [Fact]
    public async Task SqliteFile_ThatIsRemoved()
    {
        using var database = TestDatabase.Sqlite();
        await TryAsync(database, "unreachable", "was not removed", reads: false,
            () => MoveAsync(database.File, database.File + ".away"),
            () => MoveAsync(database.File + ".away", database.File));
    }

    [Fact]
    public async Task SqliteFile_ThatIsDamaged()
    {
        using var database = TestDatabase.Sqlite();
        byte[] whole = [];
        await TryAsync(database, "corrupt", "damaged", reads: false,
            async () =>
            {
                whole = await File.ReadAllBytesAsync(database.File, Patience.Token);
                await File.WriteAllBytesAsync(database.File, [.. whole.Select((value, at) => at < 100 ? value : (byte)0xA5)], Patience.Token);
            },
            () => File.WriteAllBytesAsync(database.File, whole, Patience.Token));
    }

    [Fact]
    public async Task SqliteFile_ThatAnotherProcessLocks()
    {
        using var database = TestDatabase.Sqlite();
        await using var other = new SqliteConnection(database.ConnectionString + ";Pooling=false");
        SqliteTransaction? held = null;
        await TryAsync(database, "locked", "holds the database", reads: true,
            () =>
            {
                other.Open();
                held = other.BeginTransaction(deferred: false);
                return Task.CompletedTask;
            },
            async () => await held!.DisposeAsync());
    }

    [Fact]
    public async Task SqliteFile_OnADiskThatIsFull()
    {
        using var disk = SmallDisk.Mount("2m");
        var filler = Path.Combine(disk.Path, "filler");
        await TryAsync(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(disk.Path, "gateway.db")}", "full", "is full", reads: null,
            () =>
            {
                Fill(filler);
                return Task.CompletedTask;
            },
            () =>
            {
                File.Delete(filler);
                return Task.CompletedTask;
            });
    }

    [Fact]
    public async Task SqliteFile_OnADiskThatTakesNoWrites()
    {
        using var disk = SmallDisk.Mount("2m");
        await TryAsync(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(disk.Path, "gateway.db")}", "read-only", "takes no writes", reads: null,
            () => disk.SetReadOnlyAsync(true),
            () => disk.SetReadOnlyAsync(false));
    }

    [Theory]
    [InlineData(nameof(DatabaseProvider.Sqlite))]
    [InlineData(nameof(DatabaseProvider.Postgres))]
    public async Task Database_OfANewerProgram(string provider)
    {
        using var database = provider == nameof(DatabaseProvider.Sqlite) ? TestDatabase.Sqlite() : await TestDatabase.PostgresAsync(server);
        await TryAsync(database, "newer", "newer version", reads: false,
            () => OldDatabase.ExecuteAsync(database, $"INSERT INTO {SchemaScripts.JournalTable} (scriptname, applied) VALUES ('9999_future', '2030-01-01')"),
            () => OldDatabase.ExecuteAsync(database, $"DELETE FROM {SchemaScripts.JournalTable} WHERE scriptname = '9999_future'"));
    }

    [Fact]
    public async Task PostgresServer_ThatDies()
    {
        using var postgres = LocalPostgres.TryStart(out var reason);
        Assert.SkipWhen(postgres is null, reason);
        await TryAsync(DatabaseProvider.Postgres, postgres.ConnectionString + ";Timeout=2;Command Timeout=2", "unreachable", "database server", reads: false,
            () =>
            {
                postgres.Kill();
                return Task.CompletedTask;
            },
            () =>
            {
                postgres.Restart();
                return Task.CompletedTask;
            });
    }

    [Fact]
    public async Task PostgresDatabase_ThatTakesNoWrites()
    {
        using var database = await TestDatabase.PostgresAsync(server);
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        // Connections of the pool keep the mode they began with; without one every transaction sees the new one.
        await TryAsync(DatabaseProvider.Postgres, database.ConnectionString + ";Pooling=false", "read-only", "takes no writes", reads: true,
            () => OldDatabase.ExecuteAsync(database, $"ALTER DATABASE {name} SET default_transaction_read_only = on"),
            () => OldDatabase.ExecuteAsync(database, $"SET default_transaction_read_only = off; ALTER DATABASE {name} RESET default_transaction_read_only"));
    }

    [Fact]
    public async Task PostgresDatabase_ThatAnotherSessionLocks()
    {
        using var database = await TestDatabase.PostgresAsync(server);
        await using var other = new NpgsqlConnection(database.ConnectionString);
        NpgsqlTransaction? held = null;
        await TryAsync(database, "locked", "Another session", reads: true,
            async () =>
            {
                await other.OpenAsync(Patience.Token);
                held = await other.BeginTransactionAsync(Patience.Token);
                await using var hold = new NpgsqlCommand("UPDATE revision SET value = value", other);
                await hold.ExecuteNonQueryAsync(Patience.Token);
            },
            async () => await held!.DisposeAsync());
    }

    private Task TryAsync(TestDatabase database, string word, string reason, bool? reads, Func<Task> spoil, Func<Task> mend) =>
        TryAsync(database.Provider, database.ConnectionString, word, reason, reads, spoil, mend);

    /// <param name="provider">Of the database.</param>
    /// <param name="connection">Where it is.</param>
    /// <param name="word">What readiness calls the fault.</param>
    /// <param name="reason">A piece of what administration is told.</param>
    /// <param name="reads">Whether it can be read all the same; null: that is up to SQLite, which keeps files of its own beside the database.</param>
    /// <param name="spoil">Makes the fault.</param>
    /// <param name="mend">Takes it away.</param>
    private async Task TryAsync(DatabaseProvider provider, string connection, string word, string reason, bool? reads, Func<Task> spoil, Func<Task> mend)
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync(setup =>
        {
            setup.Settings["Gateway:Upstream:Accounts:0:BaseUrl"] = _waves.BaseAddress.GetLeftPart(UriPartial.Authority);
            setup.Settings["Gateway:Database:Provider"] = provider.ToString();
            setup.Settings["Gateway:Database:ConnectionString"] = connection;
            setup.Settings["Gateway:Database:LockTimeout"] = "00:00:00.1";
            // Usage that the database does not take has room elsewhere.
            setup.Settings["Gateway:Metering:SpillFolder"] = _spill.FullName;
        });
        var key = await plane.CreateKeyAsync();
        var secret = (string)key["secret"]!;
        Assert.Equal(HttpStatusCode.OK, await SpeakAsync(plane, secret));
        var before = await EntriesAsync(plane);

        await spoil();
        try
        {
            foreach (var (method, path, body) in Changes(key))
                await AssertUnavailableAsync(plane, method, path, body, reason);
            foreach (var path in (string[])["keys", "teams/payments", "plans", "prices", "audit"])
            {
                if (reads is false)
                    await AssertUnavailableAsync(plane, HttpMethod.Get, path, null, reason);
                else if (reads is true)
                    Assert.Equal(HttpStatusCode.OK, (await plane.SendAsync(HttpMethod.Get, path)).Response.StatusCode);
            }
            await UntilReadyAsync(plane, $"degraded: database {word}");

            Assert.Equal(HttpStatusCode.OK, await SpeakAsync(plane, secret));
            Assert.Equal(HttpStatusCode.Unauthorized, await SpeakAsync(plane, "sk_of_nobody"));
            using var socket = await plane.Gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live", secret);
        }
        finally
        {
            await mend();
        }

        await UntilReadyAsync(plane, "ok");
        Assert.Equal(before, await EntriesAsync(plane));
        Assert.True((bool)(await plane.SendAsync(HttpMethod.Get, "audit/verification")).Body["whole"]!);
        foreach (var (method, path, body) in Changes(key))
            Assert.True((await plane.SendAsync(method, path, body)).Response.IsSuccessStatusCode, path);
        Assert.Equal(HttpStatusCode.Unauthorized, await SpeakAsync(plane, secret));
    }

    private static (HttpMethod Method, string Path, string? Body)[] Changes(JsonNode key) =>
    [
        (HttpMethod.Post, "teams", """{"name":"support"}"""),
        (HttpMethod.Post, "keys", """{"team":"payments","name":"other"}"""),
        (HttpMethod.Put, "plans/gold", """{"groups":{"tts":{"slots":1}}}"""),
        (HttpMethod.Put, "prices", """{"currency":"USD","prices":[]}"""),
        (HttpMethod.Patch, $"keys/{key["id"]}", """{"weight":2}"""),
        (HttpMethod.Post, $"keys/{key["id"]}:rotate", null),
        (HttpMethod.Delete, $"keys/{key["id"]}", null),
    ];

    private static async Task AssertUnavailableAsync(AdminPlaneUnderTest plane, HttpMethod method, string path, string? body, string reason)
    {
        var (response, problem) = await plane.SendAsync(method, path, body);
        Assert.True(response.StatusCode is HttpStatusCode.ServiceUnavailable, $"{method} {path}: {response.StatusCode}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal((503, "unavailable"), ((int)problem["status"]!, (string)problem["code"]!));
        Assert.Contains(reason, (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    private static async Task<int> EntriesAsync(AdminPlaneUnderTest plane) =>
        (await plane.SendAsync(HttpMethod.Get, "audit?limit=1000")).Body["items"]!.AsArray().Count;

    private static async Task UntilReadyAsync(AdminPlaneUnderTest plane, string expected)
    {
        var patience = Patience.Token;
        while (true)
        {
            using var answer = await plane.Admin.GetAsync(new Uri(plane.Gateway.AdminAddress, "/readyz"), patience);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            if (await answer.Content.ReadAsStringAsync(patience) == expected)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience);
        }
    }

    private static async Task<HttpStatusCode> SpeakAsync(AdminPlaneUnderTest plane, string secret)
    {
        using var content = new StringContent("""{"text":"Hi.","voice_id":"magnus"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await plane.Gateway.Client(WireProtocol.Http1, secret).PostAsync("/waves/v1/tts", content, Patience.Token);
        return answer.StatusCode;
    }

    private static Task MoveAsync(string from, string to)
    {
        File.Move(from, to);
        return Task.CompletedTask;
    }

    /// <summary>Takes whatever room a disk has left.</summary>
    private static void Fill(string file)
    {
        using var filler = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var piece = new byte[4096]; piece.Length > 0;)
        {
            try
            {
                filler.Write(piece);
            }
            catch (IOException)
            {
                piece = piece[..(piece.Length / 2)];
            }
        }
    }
}
