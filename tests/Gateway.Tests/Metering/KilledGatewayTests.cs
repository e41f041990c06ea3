using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Gateway.Admin;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;
using Gateway.RequestPath;
using Gateway.Storage;
using Waves.Simulator;

namespace Gateway.Metering;

/// <summary>
/// A gateway whose database goes away under load and which is killed then, with records in its file: the next process
/// stores what waited and says what may be missing. Nothing else is, and nothing counts twice.
/// </summary>
public sealed class KilledGatewayTests
{
    private const string AdminKey = "k9-Zq2-Lw7-Tr4-Pm1-Xc8";
    private const string Text = """{"text":"A sentence of the same length as all others.","voice_id":"magnus","sample_rate":8000}""";
    private const int Characters = 44;
    private const int Callers = 8;

    /// <summary>The default of Gateway:Metering:FlushInterval, and what a busy machine takes to write.</summary>
    private static readonly TimeSpan Unflushed = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task NoRecordIsLost_ButOfTheUnflushedSecond_AndTheGapIsReported()
    {
        await using var waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] }, Patience.Token);
        using var database = TestDatabase.Sqlite();
        var secret = VirtualKeySecret.Create();
        var settings = SettingsOf(waves, database, secret);
        var answered = new ConcurrentQueue<long>();
        long killed;
        using (var gateway = await GatewayProcess.StartAsync(settings))
        {
            using var ending = new CancellationTokenSource();
            var callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallAsync(gateway, secret, answered, ending.Token)));
            await UntilAsync(() => answered.Count > 100);
            // No database, for long enough that records have to go to the file.
            File.Move(database.File, database.File + ".away");
            await UntilAsync(() => gateway.Log.Any(line => line.Contains("\"EventId\":8001", StringComparison.Ordinal)));
            var soFar = answered.Count;
            await UntilAsync(() => answered.Count > soFar + 200 && Certain(TimeProvider.System.GetTimestamp()) > 50);
            gateway.Kill();
            killed = TimeProvider.System.GetTimestamp();
            await ending.CancelAsync();
            await callers;
            await gateway.WaitForExitAsync();
            File.Move(database.File + ".away", database.File);
        }

        using var next = await GatewayProcess.StartAsync(settings);
        await waves.Books.WaitForIdleAsync(Patience.Token);
        using var admin = new HttpClient { BaseAddress = next.Admin };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        var certain = Certain(killed);
        await UntilAsync(async () => (await StoredAsync(admin)).Requests >= certain);

        var stored = await StoredAsync(admin);
        var seen = waves.Books.Work;
        Assert.InRange(stored.Requests, certain, seen.Syntheses);
        Assert.Equal(stored.Requests * Characters, stored.Characters);
        Assert.Contains(next.Log, line => line.Contains("\"EventId\":8004", StringComparison.Ordinal));
        Assert.Matches(@"(?m)^gateway_metering_gaps_total(\{[^}]*\})? 1\b", await admin.GetStringAsync("/metrics", Patience.Token));

        int Certain(long end) => answered.Count(at => TimeProvider.System.GetElapsedTime(at, end) > Unflushed);
    }

    private static async Task CallAsync(GatewayProcess gateway, string secret, ConcurrentQueue<long> answered, CancellationToken ending)
    {
        using var client = new HttpClient { BaseAddress = gateway.Data };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        try
        {
            while (!ending.IsCancellationRequested)
            {
                using var content = new StringContent(Text, Encoding.UTF8, "application/json");
                using var answer = await client.PostAsync("/waves/v1/tts", content, ending);
                Assert.True(answer.IsSuccessStatusCode, answer.ToString());
                answered.Enqueue(TimeProvider.System.GetTimestamp());
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // It was killed.
        }
    }

    private static async Task<UsageRowDocument> StoredAsync(HttpClient admin) =>
        (await admin.GetFromJsonAsync("/admin/v1/usage?groupBy=contract&contract=T1", AdminJson.Usage, Patience.Token))!.Rows.SingleOrDefault() ?? new();

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var patience = Patience.Token;
        while (!await holds())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience);
    }

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static Dictionary<string, string> SettingsOf(WavesSimulatorHost waves, TestDatabase database, string secret) => new()
    {
        ["Gateway__Admin__Key"] = AdminKey,
        ["Gateway__Database__ConnectionString"] = database.ConnectionString,
        ["Gateway__Upstream__Accounts__0__Name"] = "main",
        ["Gateway__Upstream__Accounts__0__Key"] = GatewayUnderTest.UpstreamKey,
        ["Gateway__Upstream__Accounts__0__BaseUrl"] = waves.BaseAddress.GetLeftPart(UriPartial.Authority),
        ["Gateway__Upstream__Accounts__0__Plan"] = "unlimited",
        ["Gateway__Keys__Items__0__Name"] = "crowd",
        ["Gateway__Keys__Items__0__Team"] = "crowd",
        ["Gateway__Keys__Items__0__Secret"] = secret,
    };
}
