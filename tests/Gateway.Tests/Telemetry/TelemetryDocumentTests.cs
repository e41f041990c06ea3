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

    /// <summary>A row that got into another table has another number of cells.</summary>
    [Fact]
    public void EveryTable_HasRowsOfOneShape()
    {
        var lines = Document.Split('\n');
        var columns = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var isRow = lines[i].StartsWith('|');
            var cells = isRow ? Cell().Count(lines[i]) : 0;
            if (isRow && columns == 0)
                Assert.Matches(@"^\|(---\|)+$", lines[i + 1]);
            Assert.True(columns == 0 || !isRow || cells == columns, $"docs/telemetry.md:{i + 1} has {cells} cells in a table of {columns}: {lines[i]}");
            columns = cells;
        }
    }

    [Fact]
    public void EveryRowOfASignalTable_IsASignal()
    {
        var table = Document[Document.IndexOf("### Gateway.Request", StringComparison.Ordinal)..Document.IndexOf("### Values of tags", StringComparison.Ordinal)];
        var rows = table.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        Assert.All(rows, row => Assert.Matches(SignalRow(), row));
    }

    [Fact]
    public void TagsOfEverySignal_AreThoseThatAreEmitted()
    {
        var emitted = EmittedTags.All();
        Assert.Equal(EmittedInstruments.All().Keys.Order(), emitted.Keys.Order());
        Assert.All(Documented, row => Assert.Equal(emitted[row.Key].Keys.Order(), row.Value.Tags.Order()));
    }

    [Fact]
    public void ValuesOfEveryTag_AreThoseThatAreEmitted()
    {
        var documented = Values();
        foreach (var (instrument, tags) in EmittedTags.All())
        {
            foreach (var (tag, values) in tags)
            {
                var row = documented.SingleOrDefault(row => row.Tag == tag && row.Covers(instrument));
                Assert.True(row is not null, $"docs/telemetry.md has not one row of values for the tag {tag} of {instrument}.");
                if (!row.IsOpen)
                    Assert.All(values, value => Assert.True(row.Values.Contains(value), $"{instrument} has {tag}={value}, which docs/telemetry.md does not list."));
            }
        }
        var all = EmittedTags.All();
        Assert.All(documented.Where(row => !row.IsOpen), row =>
        {
            var emitted = all.Where(signal => row.Covers(signal.Key) && signal.Value.ContainsKey(row.Tag)).SelectMany(signal => signal.Value[row.Tag]).ToHashSet();
            Assert.Equal(emitted.Order(), row.Values.Order());
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

    private static List<ValuesRow> Values() =>
    [
        .. Document[Document.IndexOf("### Values of tags", StringComparison.Ordinal)..Document.IndexOf("### What the gateway is built on", StringComparison.Ordinal)]
            .Split('\n').Select(line => TagRow().Match(line)).Where(row => row.Success)
            .Select(row => new ValuesRow(row.Groups["tag"].Value, row.Groups["of"].Value.Trim('`'), [.. Value().Matches(row.Groups["values"].Value).Select(value => value.Groups[1].Value)])),
    ];

    /// <summary>One row of the table of values.</summary>
    private sealed record ValuesRow(string Tag, string Of, HashSet<string> Values)
    {
        /// <summary>Names from settings and of rows and models: the table says where they are from.</summary>
        public bool IsOpen => Tag is "contract" or "account" or "host" or "team" or "model" or "gen_ai.request.model" or "currency";

        public bool Covers(string instrument) => Of == "all" || Of == instrument || (Of.EndsWith('*') && instrument.StartsWith(Of[..^1], StringComparison.Ordinal));
    }

    private sealed record Row(string Meter, string Kind, string Unit, string[] Tags);

    [GeneratedRegex(@"^\| `(?<name>(gateway|gen_ai)\.[a-z_.]+)` \| (?<kind>histogram|counter|up-down counter|gauge) \| (`(?<unit>[^`]+)` )?\|(?<tags>[^|]*)\| [^|]+ \|$")]
    private static partial Regex SignalRow();

    [GeneratedRegex("`([a-z_.]+)`")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\|(?=.)")]
    private static partial Regex Cell();

    [GeneratedRegex(@"^\| `(?<tag>[a-z_.]+)` \| (?<of>[^|]+) \| (?<values>[^|]+) \|$")]
    private static partial Regex TagRow();

    [GeneratedRegex("`([A-Za-z0-9_-]+)`")]
    private static partial Regex Value();
}
