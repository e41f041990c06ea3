using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Gateway.Errors;
using Gateway.Policies.Errors;

namespace Gateway.Telemetry;

/// <summary>docs/telemetry.md and the program say the same.</summary>
public sealed partial class TelemetryDocumentTests
{
    private static readonly string Document = RepositoryFiles.Read("docs/telemetry.md");

    private static readonly Dictionary<string, Row> Documented = Rows();

    [Fact]
    public void EveryInstrument_IsDocumentedWithKindUnitAndMeter()
    {
        var emitted = EmittedInstruments.All();
        Assert.NotEmpty(emitted);
        foreach (var signal in emitted.Values)
        {
            Assert.True(Documented.TryGetValue(signal.Name, out var row), $"docs/telemetry.md lacks {signal.Name} ({signal.Kind}, {signal.Unit}) of meter {signal.Meter}.");
            Assert.Equal((signal.Kind, signal.Unit, signal.Meter), (row.Kind, row.Unit, row.Meter));
        }
    }

    [Fact]
    public void EveryDocumentedSignal_IsAnInstrument()
    {
        var emitted = EmittedInstruments.All();
        Assert.All(Documented.Keys, name => Assert.True(emitted.ContainsKey(name), $"docs/telemetry.md lists {name}, which nothing emits."));
    }

    [Fact]
    public void EveryInstrument_FollowsTheNamingRules()
    {
        Assert.All(EmittedInstruments.All().Values, signal =>
        {
            Assert.StartsWith("Gateway.", signal.Meter, StringComparison.Ordinal);
            Assert.Matches("^(gateway|gen_ai)(\\.[a-z][a-z_]*)+$", signal.Name);
            Assert.True(signal.Unit.Length > 0 || signal.Kind is "gauge", $"{signal.Name} counts something without saying what.");
        });
    }

    [Fact]
    public async Task EveryTagOfAMeasurement_IsDocumented()
    {
        var seen = new ConcurrentDictionary<(string Instrument, string Tag), byte>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Meter.Name.StartsWith("Gateway.", StringComparison.Ordinal))
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();

        await using var host = await TelemetryHost.StartAsync();
        await host.SpeakAsync();
        await host.SpeakAsync(500);
        host.Data.DefaultRequestHeaders.Authorization = null;
        await host.SpeakAsync();

        Assert.Contains(("gateway.request.duration", "outcome"), seen.Keys);
        Assert.All(seen.Keys, tag => Assert.Contains(tag.Tag, Documented[tag.Instrument].Tags));

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
                seen[(instrument.Name, tag.Key)] = 0;
        }
    }

    [Fact]
    public void EveryReason_IsDocumented() =>
        Assert.All(Enum.GetValues<ErrorKind>(), kind => Assert.Contains($"`{ErrorCode.Of(kind)}`", Document, StringComparison.Ordinal));

    private static Dictionary<string, Row> Rows()
    {
        var rows = new Dictionary<string, Row>();
        var meter = "";
        foreach (var line in Document.Split('\n'))
        {
            if (line.StartsWith("### ", StringComparison.Ordinal))
                meter = line[4..].Trim();
            else if (SignalRow().Match(line) is { Success: true } row)
                rows.Add(row.Groups["name"].Value, new(meter, row.Groups["kind"].Value, row.Groups["unit"].Value, [.. Tag().Matches(row.Groups["tags"].Value).Select(t => t.Groups[1].Value)]));
        }
        return rows;
    }

    private sealed record Row(string Meter, string Kind, string Unit, string[] Tags);

    [GeneratedRegex(@"^\| `(?<name>(gateway|gen_ai)\.[a-z_.]+)` \| (?<kind>histogram|counter|up-down counter|gauge) \| (`(?<unit>[^`]+)` )?\|(?<tags>[^|]*)\| ")]
    private static partial Regex SignalRow();

    [GeneratedRegex("`([a-z_.]+)`")]
    private static partial Regex Tag();
}
