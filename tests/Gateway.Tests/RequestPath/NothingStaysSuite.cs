using System.Net.WebSockets;
using Gateway.Admission;
using Gateway.Policies.Admission;
using Microsoft.Extensions.DependencyInjection;
using Waves.Simulator.Faults;
using Waves.Simulator.Pacing;

namespace Gateway.RequestPath;

/// <summary>
/// However a call ends, nothing of it stays: no call or session upstream, no slot, socket or waiting caller in the
/// gateway's own books.
/// </summary>
public abstract class NothingStaysSuite
{
    private readonly WavesFixture _fixture;

    protected NothingStaysSuite(WavesFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    /// <summary>What an upstream does to its answer.</summary>
    public enum Trouble
    {
        None,
        Complaint,
        Refusal,
        ResetBeforeHeaders,
        Garbage,
        ResetMidBody,
        FinMidBody,
    }

    /// <summary>A row of each kind of call.</summary>
    private static readonly string[] Kinds = ["T1", "T2", "S1", "S3", "L1", "V1", "V5", "D1", "P1"];

    public static TheoryData<string, bool, WireProtocol> Departures
    {
        get
        {
            var data = new TheoryData<string, bool, WireProtocol>();
            foreach (var row in Kinds)
            {
                foreach (var within in new[] { false, true })
                {
                    data.Add(row, within, WireProtocol.Http1);
                    data.Add(row, within, WireProtocol.Http2);
                }
            }
            return data;
        }
    }

    public static TheoryData<string, Trouble, WireProtocol> Calls
    {
        get
        {
            var data = new TheoryData<string, Trouble, WireProtocol>();
            foreach (var row in Kinds)
            {
                foreach (var trouble in Enum.GetValues<Trouble>())
                {
                    data.Add(row, trouble, WireProtocol.Http1);
                    data.Add(row, trouble, WireProtocol.Http2);
                }
            }
            return data;
        }
    }

    public static TheoryData<string, string, WireProtocol> Sockets
    {
        get
        {
            var data = new TheoryData<string, string, WireProtocol>();
            foreach (var path in new[] { "/waves/v1/tts/live", "/waves/v1/stt/live?model=pulse&language=en", "/waves/v1/pulse/get_text", "/waves/v1/s2s?model=hydra-v1.1" })
            {
                foreach (var end in new[] { "client closes", "client vanishes", "upstream closes", "upstream resets", "upstream breaks the protocol" })
                {
                    data.Add(path, end, WireProtocol.Http1);
                    data.Add(path, end, WireProtocol.Http2);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_HoweverTheUpstreamAnswers_LeavesNothing(string row, Trouble trouble, WireProtocol protocol)
    {
        if (FaultOf(trouble) is { } fault)
            _fixture.Waves.Faults.Add(fault.On(row).Once());

        try
        {
            await RowCall.Of(row).SendAsync(_fixture.Gateway, protocol);
        }
        catch (HttpRequestException)
        {
            Assert.True(trouble is Trouble.ResetMidBody or Trouble.FinMidBody);
        }

        await _fixture.EndOfAsync(row);
        await NothingStaysAsync();
    }

    [Theory]
    [MemberData(nameof(Departures))]
    public async Task Call_LeftByItsCaller_LeavesNothing(string row, bool withinTheAnswer, WireProtocol protocol)
    {
        _fixture.Waves.Faults.Add((withinTheAnswer ? Fault.StallAfter(5) : Fault.Stall()).On(row).Once());
        using var leaving = new CancellationTokenSource();
        var call = RowCall.Of(row);
        using var request = new HttpRequestMessage(call.Method, call.Target) { Content = call.Content() };
        var calling = _fixture.Gateway.Client(protocol).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaving.Token);
        await _fixture.Waves.Books.WaitForRequestAsync(seen => seen.Contract == row, Patience.Token);

        if (withinTheAnswer)
        {
            (await calling).Dispose();
        }
        else
        {
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        }

        await _fixture.EndOfAsync(row);
        await NothingStaysAsync();
    }

    [Theory]
    [MemberData(nameof(Sockets))]
    public async Task Socket_HoweverItEnds_LeavesNothing(string path, string end, WireProtocol protocol)
    {
        if (end.StartsWith("upstream", StringComparison.Ordinal))
        {
            _fixture.Waves.Faults.Add(end switch
            {
                "upstream closes" => Fault.SocketClose(1012, "restarting"),
                "upstream resets" => Fault.SocketResetMidFrame(0),
                _ => Fault.SocketFrame(MalformedFrame.ReservedBits),
            });
        }
        await TalkAsync(protocol, path, end);

        await _fixture.IdleAsync();
        await NothingStaysAsync();
    }

    [Fact]
    public async Task Work_ThatGoesOn_IsWhatTheLeasesSay()
    {
        var ever = TimeSpan.FromHours(1);
        _fixture.Waves.Cadence = Cadence.Instant with { ThinkTime = ever, TimeToFirstAudio = ever, TimeToFirstToken = ever };
        using var leaving = new CancellationTokenSource();
        using var speech = await _fixture.Gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live");
        using var transcription = await _fixture.Gateway.ConnectAsync(WireProtocol.Http2, "/waves/v1/stt/live?model=pulse&language=en");
        await speech.SendAsync("""{"voice_id":"magnus","text":"Of course."}"""u8.ToArray(), WebSocketMessageType.Text, true, Patience.Token);
        var call = RowCall.Of("L1");
        using var request = new HttpRequestMessage(call.Method, call.Target) { Content = call.Content() };
        var calling = _fixture.Gateway.Client(WireProtocol.Http1).SendAsync(request, leaving.Token);
        var store = _fixture.Gateway.Services.GetRequiredService<IAdmissionStore>();
        await _fixture.Waves.Books.WaitForRequestAsync(seen => seen.Contract == "L1", Patience.Token);
        await Patience.UntilAsync(() => _fixture.Waves.Books.For("T3").Any(seen => seen.Socket?.FromClient.Messages > 0));
        // The socket and the synthesis on it, the session, the call.
        Assert.Equal(4, store.Held().Count);

        var reconciler = _fixture.Gateway.Services.GetRequiredService<LeaseReconciler>();
        for (var look = 0; look < 3; look++)
            await reconciler.CompareAsync();

        Assert.Equal(4, store.Held().Count);
        Assert.DoesNotContain(_fixture.Gateway.Logs.GetSnapshot(), record => record.Id.Name is "LeaseWithoutWork" or "WorkWithoutLease");
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        speech.Abort();
        transcription.Abort();
        await NothingStaysAsync();
    }

    private static Fault? FaultOf(Trouble trouble) => trouble switch
    {
        Trouble.Complaint => Fault.Answer(404),
        Trouble.Refusal => Fault.Answer(503, retryAfterSeconds: 1),
        Trouble.ResetBeforeHeaders => Fault.ResetBeforeHeaders(),
        Trouble.Garbage => Fault.Garbage(),
        Trouble.ResetMidBody => Fault.ResetAfter(5),
        Trouble.FinMidBody => Fault.FinAfter(5),
        _ => null,
    };

    private async Task TalkAsync(WireProtocol protocol, string path, string end)
    {
        try
        {
            using var socket = await _fixture.Gateway.ConnectAsync(protocol, path);
            if (end == "client vanishes")
                socket.Abort();
            else if (end == "client closes")
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
            else
                await ReadToEndAsync(socket);
        }
        catch (WebSocketException) when (end == "upstream resets")
        {
            // The reset overtook the answer to the handshake.
        }
    }

    private static async Task ReadToEndAsync(ClientWebSocket socket)
    {
        var scrap = new byte[64 * 1024];
        try
        {
            while (socket.State is WebSocketState.Open)
                await socket.ReceiveAsync(scrap, Patience.Token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Patience.Token);
        }
        catch (WebSocketException)
        {
            // Cut without a close frame: an end as well.
        }
    }

    /// <summary>The upstream is idle; the gateway's books follow as soon as its own end of the call has run.</summary>
    private async Task NothingStaysAsync()
    {
        await _fixture.IdleAsync();
        var view = _fixture.Gateway.Services.GetRequiredService<IAdmissionView>();
        var patience = Patience.Token;
        while ((await view.ViewAsync("main", patience)).Pools.Any(pool => pool.Slots > 0 || pool.Sockets > 0 || pool.Waiting > 0))
        {
            patience.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
