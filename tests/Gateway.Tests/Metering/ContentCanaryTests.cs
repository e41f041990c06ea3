using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;
using Gateway.RequestPath;
using Microsoft.Extensions.Logging.Testing;
using Waves.Simulator;
using Waves.Simulator.Faults;

namespace Gateway.Metering;

/// <summary>
/// Everything that callers say, and everything that is said to them, is searched for in all that the gateway keeps and
/// tells: records, spill file, logs at their finest, spans, metrics. None of it holds a text, a transcript or audio.
/// </summary>
public sealed class ContentCanaryTests : IAsyncLifetime
{
    /// <summary>24 bytes: in base64 each of its three alignments repeats itself.</summary>
    private const string Audio = "audio-canary-\u00e4\u00f6\u00fc-0123456";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-canary-");
    private readonly ConcurrentQueue<string> _spans = new();
    private readonly ConcurrentBag<string> _said = [];
    private ActivityListener _listener = null!;
    private WavesSimulatorHost _waves = null!;
    private GatewayUnderTest _gateway = null!;
    private int _canaries;
    private bool _isOver;

    private string DatabaseFile => Path.Combine(_folder.FullName, "gateway.db");

    public async ValueTask InitializeAsync()
    {
        _waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] }, Patience.Token);
        _gateway = await GatewayUnderTest.StartAsync(_waves.BaseAddress, setup =>
        {
            setup.Settings["Gateway:Database:ConnectionString"] = $"Data Source={DatabaseFile}";
            setup.Settings["Gateway:Metering:SpillFolder"] = Path.Combine(_folder.FullName, "spill");
            setup.Settings["Gateway:Metering:FlushInterval"] = "00:00:00.05";
            setup.Key = new VirtualKey { Id = "key_canary", Name = "canary", Team = "canary", Scopes = new() { Contracts = [.. WavesContracts.All.Select(row => row.Id)] } };
        });
        _listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _spans.Enqueue(
                $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(e => e.Tags.Select(tag => tag.ToString()).Prepend(e.Name)))} {string.Join(' ', activity.Baggage)}"),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        if (!_isOver)
            await _gateway.DisposeAsync();
        await _waves.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task WhatIsSaid_IsNowhere()
    {
        await CallAsync();
        await TalkAsync();
        await _waves.Books.WaitForIdleAsync(Patience.Token);
        using var admin = new HttpClient { BaseAddress = _gateway.AdminAddress };
        admin.DefaultRequestHeaders.Authorization = new("Bearer", "the tests' own: k9Zq2Lw7");
        var told = await admin.GetStringAsync("/metrics", Patience.Token)
            + await admin.GetStringAsync("/admin/v1/usage?groupBy=team,key,model,contract,account&format=csv", Patience.Token)
            + await admin.GetStringAsync("/admin/v1/audit", Patience.Token);
        // The same once more while records go to the file, and while the upstream breaks off.
        File.Move(DatabaseFile, DatabaseFile + ".away");
        _waves.Faults.Add(Fault.ResetAfter(50));
        await CallAsync();
        await UntilAsync(() => _gateway.Logs.GetSnapshot().Any(line => line.Id.Name == "UsageSpilled"));
        var logged = _gateway.Logs;
        await _gateway.DisposeAsync();
        _isOver = true;
        var kept = Kept("spill");

        var logs = string.Join('\n', logged.GetSnapshot().Select(Print));
        var places = new Dictionary<string, string>
        {
            ["the spill file"] = kept,
            ["the database"] = Kept(""),
            ["logs"] = logs,
            ["spans"] = string.Join('\n', _spans),
            ["metrics and reports"] = told,
        };
        Assert.Contains("Executing endpoint", logs, StringComparison.Ordinal);   // the framework really was at its finest level
        Assert.Contains("\"Contract\":\"T1\"", kept, StringComparison.Ordinal);
        Assert.Contains("gateway.usage.characters", places["spans"], StringComparison.Ordinal);
        Assert.True(_said.Count > 25, "There is too little to search for.");
        foreach (var (place, text) in places)
        {
            foreach (var form in _said.SelectMany(Forms).Concat(AudioForms()))
                Assert.False(text.Contains(form, StringComparison.Ordinal), $"{form} stands in {place}.");
        }
    }

    /// <summary>A text that is nowhere else, with letters of one, two, three and four bytes.</summary>
    private string Canary()
    {
        var text = $"žluťoučký-canary-{Interlocked.Increment(ref _canaries)}-語り-😀-end";
        _said.Add(text);
        return text;
    }

    private async Task CallAsync()
    {
        foreach (var row in (string[])["T1", "T2", "T4", "T5"])
            await SayAsync(row, $$$"""{"text":"{{{Canary()}}}","voice_id":"magnus"}""");
        foreach (var stream in (string[])["", ",\"stream\":true"])
            await SayAsync("L1", $$$"""{"model":"electron","messages":[{"role":"system","content":"{{{Canary()}}}"},{"role":"user","content":"{{{Canary()}}}"}],"tools":[{"type":"function","function":{"name":"f","description":"{{{Canary()}}}"}}]{{{stream}}}}""");
        await SayAsync("P1", $$$"""{"transcript":"{{{Canary()}}}"}""");
        await SayAsync("P2", $$$"""{"prompt":"{{{Canary()}}}"}""");
        await SayAsync("X1", $$$"""{"text":"{{{Canary()}}}","features":{"topics":true}}""");
        await SayAsync("D2", $$$"""{"items":[{"word":"{{{Canary()}}}","pronunciation":"{{{Canary()}}}"}]}""");
        // What is refused, by us or upstream, and what cannot be read.
        await SayAsync("L1", $$$"""{"model":"electron","n":2,"messages":[{"role":"user","content":"{{{Canary()}}}"}]}""");
        await SayAsync("T1", $$$"""{"text":"{{{Canary()}}}","voice_id":"nobody"}""");
        await SayAsync("T1", $$$"""{"text":"{{{Canary()}}}","voice_id":""");
        await SayAsync("X1", $$$"""{"text":"{{{Canary()}}}","features":{}}""");
        foreach (var row in (string[])["S1", "S3"])
            await TakeAsync(RowCall.Of(row) with { Content = () => RowCall.Audio(Sound(4000)), Query = $"?model=pulse&language=en&keywords={Uri.EscapeDataString(Canary())}" });
        await TakeAsync(RowCall.Of("V1") with { Content = () => RowCall.CloneForm(Sound(1000), Canary()) });
    }

    private Task SayAsync(string row, string json) => TakeAsync(RowCall.Of(row).WithJson(json));

    /// <summary>Sends it; what is answered is content as well.</summary>
    private async Task TakeAsync(RowCall call)
    {
        try
        {
            var answer = await call.SendAsync(_gateway, WireProtocol.Http1);
            if (answer.Status != 200)
                return;
            foreach (var name in (string[])["transcription", "content", "summary", "output"])
            {
                var marker = $"\"{name}\":\"";
                if (answer.Body.IndexOf(marker, StringComparison.Ordinal) is >= 0 and var at && answer.Body.IndexOf('"', at + marker.Length) is var end && end - at > marker.Length + 12)
                    _said.Add(answer.Body[(at + marker.Length)..end]);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The upstream broke off.
        }
    }

    private async Task TalkAsync()
    {
        using (var speech = new ClientSocket(await _gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live")))
        {
            await speech.SendAsync($$$"""{"text":"{{{Canary()}}}","voice_id":"magnus","sample_rate":16000}""");
            await speech.ReceiveUntilAsync("status", "complete");
            await speech.SendAsync($"not json {Canary()}");
            await speech.CloseAsync();
        }
        using (var dictation = new ClientSocket(await _gateway.ConnectAsync(WireProtocol.Http1, $"/waves/v1/stt/live?model=pulse&language=en&keywords={Uri.EscapeDataString(Canary())}")))
        {
            for (var i = 0; i < 20; i++)
                await dictation.SendAsync(Sound(3200));
            await dictation.SendAsync("""{"type":"close_stream"}""");
            foreach (var frame in await dictation.ReceiveAllAsync())
            {
                if (frame.TryGetProperty("transcript", out var heard) && heard.GetString() is { Length: > 12 } text)
                    _said.Add(text);
            }
            await dictation.AnswerCloseAsync();
        }
        using var talk = new ClientSocket(await _gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/s2s?model=hydra-v1.1"));
        await talk.ReceiveUntilAsync("type", "session.created");
        await talk.SendAsync($$$"""{"type":"session.configure","session":{"voice":"aria","instructions":"{{{Canary()}}}"}}""");
        for (var i = 0; i < 3; i++)
            await talk.SendAsync(JsonSerializer.Serialize(new { type = "input_audio_buffer.append", audio = Convert.ToBase64String(Sound(1200)) }));
        await talk.CloseAsync();
    }

    private static byte[] Sound(int bytes) => [.. Enumerable.Repeat(Encoding.Latin1.GetBytes(Audio), (bytes / 24) + 1).SelectMany(piece => piece).Take(bytes)];

    /// <summary>How a text may stand somewhere: as it is, as JSON or a query escapes it, in base64, in the bytes of a file.</summary>
    private static IEnumerable<string> Forms(string text) =>
    [
        text, JsonEncodedText.Encode(text).ToString(), Uri.EscapeDataString(text), Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)), .. Base64Of(Encoding.UTF8.GetBytes(text)),
    ];

    private static IEnumerable<string> AudioForms() => [Audio, .. Base64Of(Sound(72))];

    /// <summary>The inner part of each alignment: what stands around does not change it.</summary>
    private static IEnumerable<string> Base64Of(byte[] bytes) =>
        Enumerable.Range(0, 3).Select(shift => Convert.ToBase64String([.. new byte[shift], .. bytes])[4..^4]);

    /// <summary>All files of a folder, byte by byte.</summary>
    private string Kept(string below) => string.Concat(
        new DirectoryInfo(Path.Combine(_folder.FullName, below)).EnumerateFiles().Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file.FullName))));

    private static async Task UntilAsync(Func<bool> holds)
    {
        var patience = Patience.Token;
        while (!holds())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience);
    }

    private static string Print(FakeLogRecord record) => string.Join(
        ' ',
        [record.Category, record.Message, record.Exception?.ToString(), .. record.StructuredState?.Select(s => $"{s.Key}={s.Value}") ?? [], .. record.Scopes.Select(s => s?.ToString())]);
}
