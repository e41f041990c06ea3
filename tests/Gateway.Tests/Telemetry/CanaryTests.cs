using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Gateway.Telemetry;

/// <summary>Keys are sent everywhere a caller can put them, every category logs all it has, and nothing that leaves may hold one.</summary>
public sealed class CanaryTests
{
    private const string QueryKey = "sk_query_canary_8e0d7c";
    private const string EncodedKey = "sk_encoded_canary_4b2f19";
    private const string RawKey = "sk_raw_canary_77aa03";

    [Fact]
    public async Task Keys_ReachNoLogNoSpanAndNoMetric_HoweverMuchIsSwitchedOn()
    {
        var logs = new FakeLogCollector();
        string metrics, key;
        await using var collector = await OtlpCollector.StartAsync();
        await using (var host = await TelemetryHost.StartAsync(Everything(collector), builder => builder.Logging.AddProvider(new FakeLoggerProvider(logs))))
        {
            key = host.Key;
            await host.SpeakAsync();
            await host.SpeakAsync(401, $"?api_key={QueryKey}&api%5Fkey={EncodedKey}&token={QueryKey}");
            host.Data.DefaultRequestHeaders.Remove("Authorization");
            await host.SpeakAsync(query: $"?api%5Fkey={EncodedKey}");
            await SendUnparseableAsync(host.DataAddress);
            metrics = await host.ScrapeAsync();
            await host.StopAsync();
        }

        var printed = string.Join('\n', logs.GetSnapshot().Select(Print));
        Assert.Contains("Executing endpoint", printed, StringComparison.Ordinal);       // the framework really was at Trace
        Assert.Contains("url.path", collector.Traces, StringComparison.Ordinal);
        Assert.Contains("Executing endpoint", collector.Logs, StringComparison.Ordinal);
        foreach (var secret in new[] { QueryKey, EncodedKey, RawKey, TelemetryHost.UpstreamKey, key })
        {
            foreach (var output in new[] { printed, metrics, collector.Traces, collector.Metrics, collector.Logs })
                Assert.DoesNotContain(secret, output, StringComparison.Ordinal);
        }
    }

    /// <summary>All categories at the finest level, for all providers and for one by name, and the instrumentation's own redaction off.</summary>
    private static Dictionary<string, string?> Everything(OtlpCollector collector) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true",
        ["Logging:LogLevel:Default"] = "Trace",
        ["Logging:LogLevel:Microsoft"] = "Trace",
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Trace",
        ["Logging:LogLevel:System.Net.Http"] = "Trace",
        ["Logging:LogLevel:Yarp"] = "Trace",
        ["Logging:LogLevel:Yarp.ReverseProxy.Forwarder.HttpForwarder"] = "Trace",
        ["Logging:OpenTelemetry:LogLevel:Default"] = "Trace",
        ["Logging:OpenTelemetry:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Trace",
        ["Logging:OpenTelemetry:LogLevel:Microsoft.AspNetCore.Server.Kestrel.BadRequests"] = "Trace",
    };

    private static string Print(FakeLogRecord record) => string.Join(
        ' ',
        [record.Category, record.Message, record.Exception?.ToString(), .. record.StructuredState?.Select(s => $"{s.Key}={s.Value}") ?? [], .. record.Scopes.Select(s => s?.ToString())]);

    /// <summary>A target that the web server refuses to read, with a key in it.</summary>
    private static async Task SendUnparseableAsync(Uri address)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET waves/v1/tts?api_key={RawKey} HTTP/1.1\r\nHost: a\r\n\r\n"), TestContext.Current.CancellationToken);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 400", Encoding.ASCII.GetString(answer.ToArray()), StringComparison.Ordinal);
    }
}
