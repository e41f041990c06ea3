using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.RequestPath;
using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>A gateway that is killed in the middle of administrative writes: what it has acknowledged is there, whole, and nothing that was never asked for.</summary>
public sealed class CrashTests(PostgresServer server)
{
    private const string Key = "k9-Zq2-Lw7-Tr4-Pm1-Xc8";
    private const int Kills = 2;
    private const int WritesPerLife = 500;

    [Theory]
    [InlineData(nameof(DatabaseProvider.Sqlite))]
    [InlineData(nameof(DatabaseProvider.Postgres))]
    public async Task Killed_DuringWrites_LosesNothingThatWasAcknowledged(string provider)
    {
        using var database = provider == nameof(DatabaseProvider.Sqlite) ? TestDatabase.Sqlite() : await TestDatabase.PostgresAsync(server);
        var acknowledged = new Dictionary<string, string>(StringComparer.Ordinal);
        var asked = new HashSet<string>(StringComparer.Ordinal);
        for (var life = 0; life < Kills; life++)
            await LiveAsync(database, life, asked, acknowledged);

        await using var host = StorageHost.Open(database);
        await host.Directory.RefreshAsync(CancellationToken.None);
        var stored = host.Directory.Current.Keys;

        Assert.NotEmpty(acknowledged);
        Assert.All(acknowledged, pair => Assert.Equal(pair.Key, host.Directory.Current.Find(pair.Value)?.Name));
        Assert.All(stored, key => Assert.Contains(key.Name, asked));
        // Whole: each key has its one secret and its one entry in an unbroken log.
        Assert.Equal(stored.Count, host.Directory.Current.Count);
        var audit = (await host.Get<IAuditReader>().VerifyAsync(null, CancellationToken.None)).Value!;
        Assert.Equal((true, stored.Count + 1), (audit.Whole, (int)audit.Entries));
    }

    /// <summary>One life of a gateway: clients make keys until it is killed in their midst.</summary>
    private static async Task LiveAsync(TestDatabase database, int life, HashSet<string> asked, Dictionary<string, string> acknowledged)
    {
        using var process = await StartAsync(database);
        using var client = new HttpClient { BaseAddress = new Uri(process.Admin, "/admin/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);

        var next = 0;
        var done = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            try
            {
                while (true)
                {
                    var name = $"key-{life}-{Interlocked.Increment(ref next)}";
                    lock (asked)
                        asked.Add(name);
                    using var answer = await client.PostAsJsonAsync("keys?createTeam=true", new { team = "payments", name }, Patience.Token);
                    Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
                    var secret = (string)(await answer.Content.ReadFromJsonAsync<JsonNode>(Patience.Token))!["secret"]!;
                    lock (acknowledged)
                        acknowledged[name] = secret;
                    if (Interlocked.Increment(ref done) == WritesPerLife)
                        process.Kill();
                }
            }
            catch (HttpRequestException)
            {
                // It was killed; whether this write was kept is not known.
            }
            catch (IOException)
            {
                // It was killed while it answered.
            }
        }));
        await process.WaitForExitAsync();
    }

    private static Task<GatewayProcess> StartAsync(TestDatabase database) => GatewayProcess.StartAsync(new Dictionary<string, string>
    {
        ["Gateway__Admin__Key"] = Key,
        ["Gateway__Database__Provider"] = database.Provider.ToString(),
        ["Gateway__Database__ConnectionString"] = database.ConnectionString,
        ["Gateway__Metering__SpillFolder"] = database.SpillFolder,
        ["SMALLEST_API_KEY"] = "sk_upstream_of_the_tests",
    });
}
