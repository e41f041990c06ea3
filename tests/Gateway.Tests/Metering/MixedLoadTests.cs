using Gateway.Admin;
using Gateway.Policies.Usage;
using Gateway.RequestPath;
using Gateway.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Waves.Simulator;
using Waves.Simulator.Faults;
using Waves.Simulator.Limits;

namespace Gateway.Metering;

/// <summary>
/// A crowd that does everything at once, some of it cut at random by the caller or by the upstream: the records, the sums
/// in the database and the simulator's own books agree.
/// </summary>
public sealed class MixedLoadTests : IAsyncLifetime
{
    private const int Rounds = 12;

    private readonly RecordedUsage _usage = new();
    private readonly Random _random = new(20260901);
    private WavesSimulatorHost _waves = null!;
    private GatewayUnderTest _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] }, Patience.Token);
        _waves.Limits = PlanLimits.Unlimited;
        _gateway = await GatewayUnderTest.StartAsync(_waves.BaseAddress, setup =>
        {
            setup.Settings["Gateway:Metering:FlushInterval"] = "00:00:00.05";
            setup.Services = services => services.AddSingleton<IUsageSink>(_usage);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _waves.DisposeAsync();
    }

    [Fact]
    public async Task WholeWork_IsInTheRecordsToTheUnit()
    {
        var pieces = (await Task.WhenAll(Enumerable.Range(0, Rounds).SelectMany(Whole))).Sum();

        await AgreeAsync(pieces);
        var (books, sums) = (_waves.Books.Work, Sums(_usage.All));
        Assert.Equal((books.Characters, books.CodePoints), (sums.Characters, sums.CodePoints));
        Assert.Equal((books.PromptTokens, books.CachedTokens, books.CompletionTokens), (sums.PromptTokens, sums.CachedTokens, sums.CompletionTokens));
        Assert.Equal(books.AudioInMs, sums.AudioInMilliseconds);
        // Each record rounds down to the millisecond.
        Assert.InRange(books.AudioOutMs - sums.AudioOutMilliseconds, 0, pieces);
        Assert.All(_usage.All, record => Assert.Equal((UsageOutcome.Completed, true), (record.Outcome, record.Source is not UsageSource.Estimated)));
    }

    [Fact]
    public async Task CutWork_HasItsRecord_AndCountsWhatWasForwarded()
    {
        var work = new List<Task<int>>();
        for (var round = 0; round < Rounds; round++)
        {
            work.AddRange(Whole(round));
            work.Add(LeaveAsync("/waves/v1/tts/live", """{"text":"A sentence that nobody hears to its end.","voice_id":"magnus"}"""));
            work.Add(LeaveAsync("/waves/v1/chat/completions", """{"model":"electron","stream":true,"messages":[{"role":"user","content":"Tell me a long story."}]}"""));
            work.Add(VanishAsync());
            _waves.Faults.Add(Fault.ResetAfter(_random.Next(600, 3000)).On("T5").Once());
            work.Add(BreakAsync());
        }

        var pieces = (await Task.WhenAll(work)).Sum();

        await AgreeAsync(pieces);
        var (books, sums) = (_waves.Books.Work, Sums(_usage.All));
        Assert.Equal((books.Characters, books.CodePoints), (sums.Characters, sums.CodePoints));
        var cut = _usage.All.Where(record => !record.IsComplete).ToList();
        Assert.InRange(cut.Count, Rounds, 4 * Rounds);
        Assert.All(cut, record => Assert.Equal(UsageSource.Estimated, record.Source));
    }

    /// <summary>Every record is there once, one for each piece of work, and the database adds up to the same.</summary>
    private async Task AgreeAsync(int pieces)
    {
        await _waves.Books.WaitForIdleAsync(Patience.Token);
        var patience = Patience.Token;
        while (_usage.All.Count < pieces || (await StoredAsync()).Requests < pieces)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience);

        Assert.Equal(pieces, _usage.All.Count);
        Assert.Equal(pieces, _usage.All.Select(record => record.Id).Distinct().Count());
        var (stored, sums) = (await StoredAsync(), Sums(_usage.All));
        Assert.Equal((sums.Requests, sums.Characters, sums.PromptTokens, sums.CompletionTokens), (stored.Requests, stored.Characters, stored.PromptTokens, stored.CompletionTokens));
        Assert.Equal((sums.AudioInMilliseconds, sums.AudioOutMilliseconds, sums.BytesOut), (stored.AudioInMilliseconds, stored.AudioOutMilliseconds, stored.BytesOut));
        Assert.Equal(_usage.All.Count(record => !record.IsComplete), stored.Incomplete);
    }

    private async Task<Admin.Documents.UsageRowDocument> StoredAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var summed = await _gateway.Services.GetRequiredService<IUsageReader>().SumAsync(new(now.AddDays(-1), now.AddDays(1)), Patience.Token);
        return summed.Value!.Rows.SingleOrDefault() ?? new();
    }

    private static UsageAmounts Sums(IEnumerable<UsageRecord> records) => records.Aggregate(default(UsageAmounts), (sum, record) => sum + record.Amounts);

    private IEnumerable<Task<int>> Whole(int round)
    {
        var protocol = round % 2 == 0 ? WireProtocol.Http1 : WireProtocol.Http2;
        yield return CallAsync(RowCall.Of("T1").WithJson($$"""{"text":"Round {{round}} 😀.","voice_id":"magnus","output_format":"wav","sample_rate":24000}"""), protocol);
        yield return CallAsync(RowCall.Of("T2").WithJson($$"""{"text":"Round {{round}}, as events.","voice_id":"magnus"}"""), protocol);
        yield return CallAsync(RowCall.Of("L1").WithJson("""{"model":"electron","messages":[{"role":"user","content":"Is there a room?"}]}"""), protocol);
        yield return CallAsync(RowCall.Of("L1").WithJson("""{"model":"electron","stream":true,"messages":[{"role":"user","content":"Is there a room on Saturday?"}]}"""), protocol);
        yield return CallAsync(RowCall.Of("S1") with { Content = () => RowCall.Audio(Sounds.Wav(1.25)) }, protocol);
        yield return CallAsync(RowCall.Of("X1"), protocol);
        yield return CallAsync(RowCall.Of("V6"), protocol);
        yield return SpeakAsync(protocol, syntheses: 1 + (round % 3));
        yield return DictateAsync(protocol);
    }

    private async Task<int> CallAsync(RowCall call, WireProtocol protocol)
    {
        var answer = await call.SendAsync(_gateway, protocol);
        Assert.True(answer.Status == 200, $"{call}: {answer.Status} {answer.Body}");
        return 1;
    }

    private async Task<int> SpeakAsync(WireProtocol protocol, int syntheses)
    {
        using var socket = new ClientSocket(await _gateway.ConnectAsync(protocol, "/waves/v1/tts/live"));
        for (var i = 0; i < syntheses; i++)
        {
            await socket.SendAsync("""{"text":" ","voice_id":"magnus"}""");
            await socket.SendAsync($$"""{"text":"Sentence {{i}}.","voice_id":"magnus","sample_rate":16000}""");
            await socket.ReceiveUntilAsync("status", "complete");
        }
        await socket.CloseAsync();
        return syntheses;
    }

    private async Task<int> DictateAsync(WireProtocol protocol)
    {
        using var socket = new ClientSocket(await _gateway.ConnectAsync(protocol, "/waves/v1/stt/live?model=pulse&language=en&sample_rate=16000"));
        for (var i = 0; i < 10; i++)
            await socket.SendAsync(new byte[1600]);
        await socket.SendAsync("""{"type":"close_stream"}""");
        await socket.ReceiveAllAsync();
        await socket.AnswerCloseAsync();
        return 1;
    }

    /// <summary>Reads a little of a stream and goes away.</summary>
    private async Task<int> LeaveAsync(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        using var answer = await _gateway.Client(WireProtocol.Http1).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
        var stream = await answer.Content.ReadAsStreamAsync(Patience.Token);
        await stream.ReadAtLeastAsync(new byte[200], 200, throwOnEndOfStream: false, Patience.Token);
        return 1;
    }

    /// <summary>Speaks on a socket and vanishes in the midst of the answer.</summary>
    private async Task<int> VanishAsync()
    {
        using var socket = new ClientSocket(await _gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live"));
        await socket.SendAsync("""{"text":"Nobody listens to this.","voice_id":"magnus","complete_backoff_ms":5000}""");
        await socket.ReceiveAsync();
        socket.Abort();
        return 1;
    }

    /// <summary>A stream that the upstream cuts.</summary>
    private async Task<int> BreakAsync()
    {
        await RowCall.Of("T5").WithJson("""{"text":"The upstream breaks off.","voice_id":"magnus"}""").SendAsync(_gateway, WireProtocol.Http1);
        return 1;
    }
}
