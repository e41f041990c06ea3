using CsCheck;
using Gateway.Relay.Framing;

namespace Gateway.Relay;

public sealed class RelaySessionTests
{
    [Fact]
    public async Task Run_FramesBothWays_PassByteForByte()
    {
        var bench = new RelayBench().Start();
        var up = new[] { bench.Client.Frame(Opcode.Text, "hello"u8.ToArray()), bench.Client.Frame(Opcode.Binary, new byte[5000]) };
        var down = new[] { bench.Upstream.Frame(Opcode.Text, new byte[70_000]), bench.Upstream.Frame(Opcode.Binary, []) };
        await Task.WhenAll(bench.Client.SendAsync(up), bench.Upstream.SendAsync(down), ReadAsync(bench.Upstream, 2), ReadAsync(bench.Client, 2));
        Assert.Equal(FrameGen.Bytes(up), bench.Upstream.Received);
        Assert.Equal(FrameGen.Bytes(down), bench.Client.Received);

        bench.Client.Leave();
        await bench.Upstream.AnswerCloseAsync();
        await bench.OverAsync();
    }

    [Theory]
    [InlineData(1000, "")]
    [InlineData(1000, "bye ✓")]
    [InlineData(4321, "mine")]
    [InlineData(0, "")]
    public async Task Run_AClientThatCloses_ReachesTheUpstreamAndGetsItsAnswer(int code, string reason)
    {
        var bench = new RelayBench().Start();
        var close = bench.Client.Frame(Opcode.Close, code == 0 ? [] : FramePeer.ClosePayload(code, reason));
        await bench.Client.SendAsync(close);
        Assert.Equal((code, reason), await bench.Upstream.NextCloseAsync());
        Assert.Equal(close.ToBytes(), bench.Upstream.Received);
        Assert.False(bench.Run.IsCompleted);

        await bench.Upstream.SendTextAsync("one last word");
        await bench.Upstream.SendCloseAsync(1000, "answer");
        bench.Upstream.Leave();
        Assert.Equal("one last word", await bench.Client.NextTextAsync());
        Assert.Equal((1000, "answer"), await bench.Client.NextCloseAsync());

        var (ending, _) = await bench.OverAsync();
        Assert.Equal(RelayEndReason.ClientClosed, ending.Reason);
        Assert.False(bench.ClientAborted);
        Assert.False(bench.UpstreamAborted);
    }

    [Fact]
    public async Task Run_AnUpstreamThatCloses_ReachesTheClientWithItsCodeAndReason()
    {
        var bench = new RelayBench().Start();
        await bench.Upstream.SendCloseAsync(1008, "concurrency_limit_reached");
        Assert.Equal((1008, "concurrency_limit_reached"), await bench.Client.AnswerCloseAsync());
        Assert.Equal(1008, (await bench.Upstream.NextCloseAsync()).Code);
        bench.Upstream.Leave();
        var (ending, _) = await bench.OverAsync();
        Assert.Equal(RelayEndReason.UpstreamClosed, ending.Reason);
        Assert.False(bench.ClientAborted);
    }

    [Fact]
    public async Task Run_ADeafClientOfAnUpstreamThatCloses_DoesNotHoldTheUpstream()
    {
        var bench = new RelayBench().Start();
        await bench.Upstream.SendCloseAsync(1012, "restarting");
        Assert.Equal(1012, (await bench.Client.NextCloseAsync()).Code);
        var over = bench.OverAsync();
        Assert.Equal(1012, (await bench.Upstream.NextCloseAsync()).Code);
        bench.Upstream.Leave();
        var (ending, took) = await over;
        Assert.Equal(RelayEndReason.UpstreamClosed, ending.Reason);
        Assert.InRange(bench.UpstreamGoneAfter, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.InRange(took, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(2.5));
        Assert.True(bench.ClientAborted);
    }

    [Fact]
    public async Task Run_AClientThatTakesNothingOfAnUpstreamThatIsGone_DoesNotHoldWhatTheUpstreamHeld()
    {
        var bench = new RelayBench(bufferBytes: 64 * 1024).Start();
        var sending = bench.Upstream.SendAsync(bench.Upstream.Frame(Opcode.Binary, new byte[80 * 1024]));
        while (!bench.ClientIsFull)
            await Task.Yield();
        await sending;
        bench.Upstream.Leave();
        await bench.Client.SendTextAsync("are you there?");
        var (ending, took) = await bench.OverAsync();
        Assert.Equal(RelayEndReason.UpstreamGone, ending.Reason);
        Assert.InRange(bench.UpstreamGoneAfter, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.InRange(took, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(3));
        Assert.True(bench.ClientAborted);
    }

    [Fact]
    public async Task Run_AClientThatVanishes_ClosesTheUpstream()
    {
        var bench = new RelayBench().Start();
        bench.Client.Leave();
        Assert.Equal((1001, "client connection lost"), await bench.Upstream.AnswerCloseAsync());
        var (ending, took) = await bench.OverAsync();
        Assert.Equal(RelayEndReason.ClientGone, ending.Reason);
        Assert.Equal(TimeSpan.Zero, took);
        Assert.True(bench.ClientAborted);
        Assert.False(bench.UpstreamAborted);
    }

    [Fact]
    public async Task Run_AnUpstreamThatVanishes_ClosesTheClient()
    {
        var bench = new RelayBench().Start();
        bench.Upstream.Leave();
        Assert.Equal((1011, "upstream connection lost"), await bench.Client.AnswerCloseAsync());
        var (ending, _) = await bench.OverAsync();
        Assert.Equal(RelayEndReason.UpstreamGone, ending.Reason);
        Assert.False(bench.ClientAborted);
    }

    [Fact]
    public async Task Run_AnUpstreamThatVanishes_IsToldWhileTheClientIsStillPartedFrom()
    {
        var bench = new RelayBench().Start();
        bench.Upstream.Leave();
        Assert.Equal(RelayEndReason.UpstreamGone, (await bench.UpstreamGone.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System)).Reason);
        Assert.False(bench.Run.IsCompleted);
        await bench.Client.AnswerCloseAsync();
        await bench.OverAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_APeerThatVanishesWhenAMessageGetsItsTurn_GivesTheTurnBackBeforeTheOtherIsPartedFrom(bool clientLeaves)
    {
        var gate = new LateGate();
        var bench = new RelayBench(setup => setup with { Gate = gate }).Start();
        await bench.Client.SendTextAsync("my turn?");
        await gate.Waiting.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        (clientLeaves ? bench.Client : bench.Upstream).Leave();
        await gate.Withdrawn.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.False(bench.Run.IsCompleted);
        await (clientLeaves ? bench.Upstream : bench.Client).AnswerCloseAsync();
        await bench.OverAsync();
        Assert.False(gate.HasPassed);
    }

    [Fact]
    public async Task Run_AnUpstreamThatVanishesInsideAFrame_CutsTheClient()
    {
        var bench = new RelayBench().Start();
        var frame = bench.Upstream.Frame(Opcode.Binary, new byte[1000]).ToBytes();
        await bench.Upstream.SendBytesAsync(frame.AsMemory(0, 500));
        bench.Upstream.Leave();
        Assert.Null(await bench.Client.NextAsync());
        var (ending, _) = await bench.OverAsync();
        Assert.Equal(RelayEndReason.UpstreamGone, ending.Reason);
        Assert.True(bench.ClientAborted);
    }

    [Fact]
    public async Task Run_ADeafUpstream_IsCutAfterTheCloseTimeoutAndTheClientIsAnswered()
    {
        var bench = new RelayBench().Start();
        await bench.Client.SendCloseAsync(1000, "done");
        var over = bench.OverAsync();
        Assert.Equal(1000, (await bench.Client.NextCloseAsync()).Code);
        var (ending, took) = await over;
        Assert.Equal(RelayEndReason.ClientClosed, ending.Reason);
        Assert.InRange(took, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(2.5));
        Assert.True(bench.UpstreamAborted);
        Assert.False(bench.ClientAborted);
    }

    [Fact]
    public async Task Run_ADeafClient_IsCutAfterTheCloseTimeout()
    {
        var bench = new RelayBench().Start();
        await bench.Upstream.SendCloseAsync(1013, "");
        var (ending, took) = await bench.OverAsync();
        Assert.Equal(RelayEndReason.UpstreamClosed, ending.Reason);
        Assert.InRange(took, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(2.5));
        Assert.True(bench.ClientAborted);
    }

    [Fact]
    public async Task Run_AnUpstreamThatDoesNotHangUp_IsCutSoonAfterBothHaveClosed()
    {
        var bench = new RelayBench().Start();
        await bench.Client.SendCloseAsync(1000);
        await bench.Upstream.NextCloseAsync();
        await bench.Upstream.SendCloseAsync(1000);
        Assert.Equal(1000, (await bench.Client.NextCloseAsync()).Code);
        var (_, took) = await bench.OverAsync();
        Assert.InRange(took, TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(1));
        Assert.True(bench.UpstreamAborted);
        Assert.False(bench.ClientAborted);
    }

    [Fact]
    public async Task Run_AnUpstreamThatEndsInsteadOfAnswering_LeavesTheClientWithAnAnswer()
    {
        var bench = new RelayBench().Start();
        await bench.Client.SendCloseAsync(1000, "done");
        await bench.Upstream.NextCloseAsync();
        bench.Upstream.Leave();
        Assert.Equal((1000, ""), await bench.Client.NextCloseAsync());
        var (_, took) = await bench.OverAsync();
        Assert.Equal(TimeSpan.Zero, took);
        Assert.False(bench.ClientAborted);
    }

    [Theory]
    [InlineData("C180000000004141", 1002)]
    [InlineData("830000000000", 1002)]
    [InlineData("8105", 1002)]
    [InlineData("888100000000FF", 1002)]
    [InlineData("88820000000003ED", 1002)]
    [InlineData("88840000000003E8FFFF", 1007)]
    public async Task Run_AClientThatBreaksTheProtocol_EndsBothLegs(string hex, int code)
    {
        var bench = new RelayBench().Start();
        await bench.Client.SendTextAsync("good");
        await bench.Client.SendBytesAsync(Convert.FromHexString(hex));
        Assert.Equal("good", await bench.Upstream.NextTextAsync());
        Assert.Equal(code, (await bench.Upstream.NextCloseAsync()).Code);
        await bench.Upstream.SendTextAsync("answer to what was good");
        await bench.Upstream.SendCloseAsync(1000);
        bench.Upstream.Leave();
        Assert.Equal("answer to what was good", await bench.Client.NextTextAsync());
        Assert.Equal(code, (await bench.Client.NextCloseAsync()).Code);
        var (ending, took) = await bench.OverAsync();
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(0.5));
        Assert.False(bench.ClientAborted);
        Assert.Equal(RelayEndReason.ClientFault, ending.Reason);
    }

    [Fact]
    public async Task Run_AClientThatBreaksTheProtocolBeforeADeafUpstream_EndsBothLegsInTime()
    {
        var bench = new RelayBench().Start();
        await bench.Client.SendBytesAsync(new byte[] { 0x83, 0x80 });
        var (_, took) = await bench.OverAsync();
        Assert.InRange(took, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(3));
        Assert.Equal(1002, (await bench.Client.NextCloseAsync()).Code);
        Assert.True(bench.UpstreamAborted);
    }

    [Fact]
    public async Task Run_AnUpstreamThatBreaksTheProtocol_EndsBothLegs()
    {
        var bench = new RelayBench().Start();
        await bench.Upstream.SendTextAsync("fine");
        await bench.Upstream.SendBytesAsync(new byte[] { 0x81, 0x80, 0, 0, 0, 0 });
        Assert.Equal("fine", await bench.Client.NextTextAsync());
        Assert.Equal((1002, "upstream: wrong masking"), await bench.Client.NextCloseAsync());
        await bench.Client.SendTextAsync("answer");
        await bench.Client.SendCloseAsync(1002);
        Assert.Equal("answer", await bench.Upstream.NextTextAsync());
        Assert.Equal(1002, (await bench.Upstream.NextCloseAsync()).Code);
        bench.Upstream.Leave();
        Assert.Equal(RelayEndReason.UpstreamFault, (await bench.OverAsync()).Ending.Reason);
    }

    [Fact]
    public async Task Run_AMessageAboveTheBound_EndsWith1009()
    {
        var bench = new RelayBench(options: o => o.MaxMessageBytes = 70_000).Start();
        await bench.Client.SendBytesAsync(bench.Client.Frame(Opcode.Binary, new byte[70_001]).ToBytes().AsMemory(0, 100));
        var over = bench.OverAsync();
        Assert.Equal(1009, (await bench.Client.NextCloseAsync()).Code);
        await over;
    }

    [Fact]
    public async Task Run_PingsAndPongsOfThePeers_PassEndToEnd()
    {
        var bench = new RelayBench().Start();
        await bench.Client.SendAsync(bench.Client.Frame(Opcode.Ping, [1, 2, 3]));
        var ping = await bench.Upstream.NextAsync();
        Assert.Equal(Opcode.Ping, ping!.Opcode);
        await bench.Upstream.SendAsync(bench.Upstream.Frame(Opcode.Pong, ping.Payload));
        var pong = await bench.Client.NextAsync();
        Assert.Equal((Opcode.Pong, 3), (pong!.Opcode, pong.Payload.Length));
        bench.Client.Leave();
        await bench.Upstream.AnswerCloseAsync();
        await bench.OverAsync();
    }

    [Fact]
    public async Task Tick_ASilentPeer_IsPingedAndItsPongGoesNoFurther()
    {
        var bench = new RelayBench().Start();
        bench.Tick(12);
        foreach (var peer in new[] { bench.Client, bench.Upstream })
        {
            var ping = await peer.NextAsync();
            Assert.Equal(Opcode.Ping, ping!.Opcode);
            await peer.SendAsync(peer.Frame(Opcode.Pong, ping.Payload));
            await peer.SendTextAsync("after");
        }
        Assert.Equal("after", await bench.Upstream.NextTextAsync());
        Assert.Equal("after", await bench.Client.NextTextAsync());
        bench.Tick(26);
        Assert.False(bench.Session.IsEnding);
        // A leg that is not listened to yet is not silent.
        while (!bench.Session.IsEnding)
        {
            await Task.Yield();
            bench.Tick(1);
        }
        await bench.OverAsync();
    }

    [Fact]
    public async Task Tick_AClientThatAnswersNoPing_IsLostAndTheUpstreamClosed()
    {
        var bench = new RelayBench().Start();
        for (var i = 0; i < 26; i++)
        {
            await bench.Upstream.SendTextAsync("x");
            await bench.Client.NextTextOrPingAsync();
            bench.Tick(1);
        }
        Assert.Equal((1001, "client connection lost"), await bench.Upstream.AnswerCloseAsync());
        var (ending, _) = await bench.OverAsync();
        Assert.Equal(RelayEndReason.ClientLost, ending.Reason);
        Assert.True(bench.ClientAborted);
    }

    [Fact]
    public async Task Run_AClientThatDoesNotRead_StopsTheUpstreamAndIsCutInTheEnd()
    {
        var bench = new RelayBench(bufferBytes: 64 * 1024).Start();
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
                await bench.Upstream.SendAsync(bench.Upstream.Frame(Opcode.Binary, new byte[16 * 1024]));
        });
        // Both connections hold 64 KB and the direction one read; nothing near the 1.6 MB offered.
        await bench.Client.SendTextAsync("still here");
        Assert.Equal("still here", await bench.Upstream.NextTextAsync());
        while (!bench.ClientIsFull)
            await Task.Yield();
        Assert.False(sending.IsCompleted);
        Assert.InRange(bench.Pool.Outstanding, 0, 1);
        for (var i = 0; i < 200 && !bench.Session.IsEnding; i++)
        {
            await bench.Client.SendTextAsync("still here");
            await bench.Upstream.NextTextOrPingAsync();
            bench.Tick(1);
        }
        var (ending, _) = await bench.OverAsync();
        Assert.Equal(RelayEndReason.ClientStalled, ending.Reason);
        Assert.True(bench.ClientAborted);
        await Swallow(sending);
    }

    [Fact]
    public async Task Tick_NothingSaidForTooLong_SaysSoAndCloses()
    {
        var bench = new RelayBench(s => s with { IdleTimeout = TimeSpan.FromSeconds(5), IdleLastWord = () => "timed out"u8.ToArray() }).Start();
        await bench.Client.SendTextAsync("hi");
        await bench.Upstream.NextTextAsync();
        bench.Tick(1);
        // Pings of a peer are no conversation.
        await bench.Client.SendAsync(bench.Client.Frame(Opcode.Ping, []));
        await bench.Upstream.NextAsync();
        bench.Tick(4);
        Assert.False(bench.Session.IsEnding);
        bench.Tick(1);
        var over = bench.OverAsync();
        Assert.Equal("timed out", await bench.Client.NextTextAsync());
        Assert.Equal(1000, (await bench.Client.AnswerCloseAsync()).Code);
        Assert.Equal(1000, (await bench.Upstream.AnswerCloseAsync()).Code);
        var (ending, took) = await over;
        Assert.Equal(RelayEndReason.Idle, ending.Reason);
        Assert.False(bench.ClientAborted);
    }

    [Fact]
    public async Task End_InsideAFrameOfTheUpstream_ClosesTheClientBehindIt()
    {
        var bench = new RelayBench().Start();
        var frame = bench.Upstream.Frame(Opcode.Binary, new byte[1000]).ToBytes();
        await bench.Upstream.SendBytesAsync(frame.AsMemory(0, 300));
        await bench.Client.ReceiveAsync(300);
        bench.Session.End(RelayEnding.Drained(default));
        await bench.Upstream.SendBytesAsync(frame.AsMemory(300));
        Assert.Equal(1000, (await bench.Client.NextAsync())!.Payload.Length);
        Assert.Equal((1012, "restarting"), await bench.Client.AnswerCloseAsync());
        Assert.Equal(1001, (await bench.Upstream.AnswerCloseAsync()).Code);
        var (ending, _) = await bench.OverAsync();
        Assert.Equal(RelayEndReason.Drained, ending.Reason);
    }

    [Fact]
    public async Task End_WhenBothAnswer_TakesNoTime()
    {
        var bench = new RelayBench().Start();
        bench.Session.End(RelayEnding.Revoked("forbidden"));
        await bench.Client.SendTextAsync("does not go on");
        Assert.Equal((1008, "forbidden"), await bench.Client.AnswerCloseAsync());
        Assert.Equal(1001, (await bench.Upstream.AnswerCloseAsync()).Code);
        Assert.Equal(RelayEndReason.Revoked, (await bench.OverAtOnceAsync()).Reason);
        Assert.False(bench.ClientAborted || bench.UpstreamAborted);
    }

    [Fact]
    public async Task Run_EitherPeerLeavingAtAnyByte_EndsBothLegsInTime() =>
        await Gen.Select(FrameGen.Stream(FrameSender.Client), FrameGen.Stream(FrameSender.Server), Gen.Double[0, 1], Gen.Bool)
            .SampleAsync(async (up, down, where, clientLeaves) =>
            {
                var bench = new RelayBench().Start();
                var (leaver, stayer) = clientLeaves ? (bench.Client, bench.Upstream) : (bench.Upstream, bench.Client);
                var (said, heard) = clientLeaves ? (FrameGen.Bytes(up), FrameGen.Bytes(down)) : (FrameGen.Bytes(down), FrameGen.Bytes(up));
                said = said[..(int)(said.Length * where)];
                var other = Swallow(stayer.SendBytesAsync(heard));
                var reading = ReadToEndAsync(stayer);
                var ignoring = ReadToEndAsync(leaver);
                await leaver.SendBytesAsync(said);
                leaver.Leave();
                var (ending, took) = await bench.OverAsync();
                Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(3));
                Assert.Contains(ending.Reason, new[] { clientLeaves ? RelayEndReason.ClientGone : RelayEndReason.UpstreamGone });
                stayer.Leave();
                await Task.WhenAll(other, Swallow(reading), Swallow(ignoring));
            }, iter: 40, threads: 1);

    private static async Task ReadAsync(FramePeer peer, int frames)
    {
        for (var i = 0; i < frames; i++)
            Assert.NotNull(await peer.NextAsync());
    }

    private static async Task ReadToEndAsync(FramePeer peer)
    {
        var buffer = new byte[64 * 1024];
        while (await peer.Stream.ReadAsync(buffer) > 0)
        {
        }
    }

    private static async Task Swallow(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
