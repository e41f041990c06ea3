using System.Text;
using System.Text.Json.Nodes;
using Gateway.RequestPath;
using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Gateway.Admin.Http;

/// <summary>Every secret goes through the whole of administration with every log open; none of them may be found anywhere afterwards.</summary>
public sealed class LeakTests
{
    private const string Pepper = "canary-pepper-51c2ab0d";

    [Fact]
    public async Task Secrets_AreNotInDatabaseLogsAuditTracesMetricsDescriptionOrAnyFile()
    {
        var folder = Directory.CreateTempSubdirectory("gw-leak-");
        try
        {
            var secrets = new List<string> { Pepper, AdminPlaneUnderTest.Key, GatewayUnderTest.UpstreamKey };
            var seen = new StringBuilder();
            await using var collector = await OtlpCollector.StartAsync();
            await using (var plane = await AdminPlaneUnderTest.StartAsync(setup =>
            {
                setup.Settings["Gateway:Keys:Pepper"] = Pepper;
                setup.Settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url;
                setup.Settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
                setup.Settings["Gateway:Metering:SpillFolder"] = Path.Combine(folder.FullName, "spill");
                setup.Settings["Gateway:Database:ConnectionString"] = $"Data Source={Path.Combine(folder.FullName, "gateway.db")}";
            }))
            {
                await LiveAsync(plane, secrets, seen);
                foreach (var path in (string[])["/metrics", "/admin/openapi.json", "/admin/v1/audit", "/admin/v1/keys?revoked=true", "/admin/v1/teams", "/admin/v1/accounts", "/admin/v1/sessions", "/admin/v1/queue", "/admin/v1/plans", "/admin/v1/prices", "/admin/v1/usage?groupBy=team,key,account", "/readyz"])
                    seen.AppendLine(await plane.Admin.GetStringAsync(new Uri(plane.Gateway.AdminAddress, path), Patience.Token));
                plane.Gateway.Services.GetRequiredService<TracerProvider>().ForceFlush();
                plane.Gateway.Services.GetRequiredService<MeterProvider>().ForceFlush();
                seen.AppendLine(collector.Traces).AppendLine(collector.Metrics);
                foreach (var record in plane.Gateway.Logs.GetSnapshot())
                    seen.AppendLine(Print(record));
                // Usage that the database does not take goes to files of its own.
                File.Move(Path.Combine(folder.FullName, "gateway.db"), Path.Combine(folder.FullName, "gateway.db.away"));
                using var unrecorded = await plane.Gateway.Client(WireProtocol.Http1, secrets[^1]).GetAsync("/waves/v1/voice-cloning", Patience.Token);
            }
            var files = folder.GetFiles("*", SearchOption.AllDirectories);
            Assert.Contains(files, file => file.DirectoryName!.EndsWith("spill", StringComparison.Ordinal));
            foreach (var file in files)
                seen.AppendLine(file.FullName).AppendLine(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file.FullName, Patience.Token)));

            var text = seen.ToString();
            Assert.Contains("gateway.outcome", text, StringComparison.Ordinal);
            Assert.Contains("key.rotate", text, StringComparison.Ordinal);
            Assert.Contains("Audited", text, StringComparison.Ordinal);
            Assert.Contains("SQLite format 3", text, StringComparison.Ordinal);
            Assert.True(secrets.Count > 6);
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task LiveAsync(AdminPlaneUnderTest plane, List<string> secrets, StringBuilder seen)
    {
        var (_, key) = await plane.SendAsync(HttpMethod.Post, "keys?createTeam=true", """{"team":"payments","name":"bot"}""", ("Idempotency-Key", "canary-1"));
        secrets.Add((string)key["secret"]!);
        await plane.SendAsync(HttpMethod.Post, "keys?createTeam=true", """{"team":"payments","name":"bot"}""", ("Idempotency-Key", "canary-1"));
        var (_, rotated) = await plane.SendAsync(HttpMethod.Post, $"keys/{key["id"]}:rotate");
        secrets.Add((string)rotated["secret"]!);
        await plane.SendAsync(HttpMethod.Patch, $"keys/{key["id"]}", """{"tags":["canary"]}""");

        foreach (var guess in (string[])["sk_wg_canary_of_nobody", "wgadm_canary_of_nobody"])
        {
            secrets.Add(guess);
            using var stranger = plane.Client(guess);
            using var refused = await stranger.GetAsync("keys", Patience.Token);
            using var call = await plane.Gateway.Client(WireProtocol.Http1, guess).GetAsync("/waves/v1/voice-cloning", Patience.Token);
            seen.Append(refused.Headers).AppendLine(await refused.Content.ReadAsStringAsync(Patience.Token))
                .Append(call.Headers).AppendLine(await call.Content.ReadAsStringAsync(Patience.Token));
        }

        using var minted = await plane.Gateway.Client(WireProtocol.Http1, (string)rotated["secret"]!).PostAsync("/waves/v1/gateway/tokens", null, Patience.Token);
        var token = (string)JsonNode.Parse(await minted.Content.ReadAsStringAsync(Patience.Token))!["token"]!;
        secrets.Add(token);
        using var page = await plane.Gateway.Client(WireProtocol.Http1, "").GetAsync($"/waves/v1/tts/live?token={token}&api_key={rotated["secret"]}", Patience.Token);
        seen.Append(page.Headers).AppendLine(await page.Content.ReadAsStringAsync(Patience.Token));
        seen.AppendLine((await plane.SendAsync(HttpMethod.Delete, $"keys/{key["id"]}")).Body.ToJsonString());
        var (_, last) = await plane.SendAsync(HttpMethod.Post, "keys", """{"team":"payments","name":"last"}""");
        secrets.Add((string)last["secret"]!);
    }

    private static string Print(FakeLogRecord record) => string.Join(
        ' ',
        [record.Id.Name, record.Category, record.Message, record.Exception?.ToString(), .. record.StructuredState?.Select(s => $"{s.Key}={s.Value}") ?? [], .. record.Scopes.Select(s => s?.ToString())]);
}
