using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;

namespace Gateway.Simulator;

public sealed class BooksTests
{
    [Theory]
    [InlineData(false, "HTTP/1.1")]
    [InlineData(true, "HTTP/2")]
    public async Task ARequest_IsBookedWithEverythingItBrought(bool http2, string protocol)
    {
        await using var waves = await SimulatorClient.StartAsync();
        const string body = """{"text":"Grüße","voice_id":"magnus"}""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await waves.SendAsync(HttpMethod.Post, "/waves/v1/tts?a=b%20c&a=d", content, http2: http2, headers: static headers =>
        {
            headers.Add("X-Source", "livekit");
            headers.Add("X-Twice", ["one", "two"]);
        });

        var record = await waves.Books.WaitForEndAsync("T1");
        Assert.Equal(("POST", "/waves/v1/tts", "?a=b%20c&a=d", protocol), (record.Method, record.Path, record.Query, record.Protocol));
        Assert.Equal(("livekit", "sk_upstream"), (record.Header("x-source"), record.Key));
        Assert.Equal("one, two", string.Join(", ", record.Headers.Where(static header => header.Key == "X-Twice" || header.Key == "x-twice").Select(static header => header.Value)));
        Assert.Equal((body, Encoding.UTF8.GetByteCount(body)), (record.Body, (int)record.BodyBytes));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body))), record.BodySha256);
        Assert.Equal((200, RequestOutcome.Complete), (record.Status, record.Outcome));
        Assert.Equal((await response.Content.ReadAsByteArrayAsync()).Length, record.ResponseBytes);
        Assert.Equal((5, 5), ((int)record.Work.Characters, (int)record.Work.CodePoints));
        Assert.True(record.EndedAt >= record.ArrivedAt);
    }

    [Fact]
    public async Task ARefusalAnsweredBeforeTheBody_IsComplete_EvenIfTheRestNeverComes()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(waves.Host.BaseAddress.Host, waves.Host.BaseAddress.Port);
        await client.SendAsync("POST /waves/v1/tts HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nhalf"u8.ToArray());
        var status = new byte[12];
        await client.ReceiveAsync(status);

        client.Close();

        var record = await waves.Books.WaitForEndAsync("T1").WaitAsync(SimulatorClient.Patience);
        Assert.Equal("HTTP/1.1 401", Encoding.ASCII.GetString(status));
        Assert.Equal((RequestOutcome.Complete, 401), (record.Outcome, record.Status));
        Assert.Null(record.BodySha256);
    }

    [Fact]
    public async Task ASocket_IsBookedByMessagesBytesAndHashOfEachDirection()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync("/waves/v1/stt/live?model=pulse&language=en");
        await socket.SendAsync(new byte[] { 1, 2, 3, 4 });
        await socket.SendAsync(new byte[] { 5, 6 });
        await socket.SendTextAsync("""{"type":"finalize"}""");
        var final = (await socket.ReceiveAsync())!.Value.GetRawText();
        await socket.CloseAsync(4321, "enough");

        var record = (await waves.Books.WaitForEndAsync("S2")).Socket!;

        byte[] sent = [1, 2, 3, 4, 5, 6, .. """{"type":"finalize"}"""u8];
        Assert.Equal((3, sent.Length), ((int)record.FromClient.Messages, (int)record.FromClient.Bytes));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(sent)), record.FromClient.Sha256);
        Assert.Equal(["""{"type":"finalize"}"""], record.FromClient.Texts);
        Assert.Equal([final], record.FromServer.Texts);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(final))), record.FromServer.Sha256);
        Assert.Equal((4321, "enough", 4321, "enough"), (record.FromClient.CloseCode, record.FromClient.CloseReason, record.FromServer.CloseCode, record.FromServer.CloseReason));
        Assert.NotNull(record.ClosedAt);
    }

    [Fact]
    public async Task WaitForRequest_FindsWhatComesAndWhatIsThere()
    {
        await using var waves = await SimulatorClient.StartAsync();
        var waiting = waves.Books.WaitForRequestAsync(static request => request.Path == "/waves/v1/health" && request.Status == 200);
        Assert.False(waiting.IsCompleted);

        using var response = await waves.GetAsync("/waves/v1/health");

        Assert.Equal("O1", (await waiting.WaitAsync(SimulatorClient.Patience)).Contract);
        Assert.True(waves.Books.WaitForRequestAsync(static request => request.Contract == "O1").IsCompleted);
    }

    [Fact]
    public async Task WaitForRequest_EndsWithItsToken()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var stop = new CancellationTokenSource();
        var waiting = waves.Books.WaitForRequestAsync(static _ => false, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task WaitForIdle_WaitsForSocketsToo()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync("/waves/v1/tts/live");
        var idle = waves.Books.WaitForIdleAsync();
        Assert.False(idle.IsCompleted);
        Assert.Equal(1, waves.Books.Group(LimitGroup.TtsSockets).Current);

        await socket.CloseAsync();

        await idle.WaitAsync(SimulatorClient.Patience);
        Assert.Equal((0, 0), (waves.Books.Running, waves.Books.Group(LimitGroup.TtsSockets).Current));
    }

    [Fact]
    public async Task Totals_AreTheSumOfTheRequests_AndClearForgets()
    {
        await using var waves = await SimulatorClient.StartAsync();
        await waves.PostAsync("/waves/v1/tts", new { text = "One", voice_id = "magnus" });
        await waves.PostAsync("/waves/v1/tts/live", new { text = "Three", voice_id = "magnus" });
        await waves.Books.WaitForIdleAsync();

        Assert.Equal((2, 8), ((int)waves.Books.Work.Syntheses, (int)waves.Books.Work.Characters));
        Assert.Equal(waves.Books.Requests.Sum(static request => request.Work.AudioOutMs), waves.Books.Work.AudioOutMs, 0.01);

        waves.Books.Clear();
        Assert.Empty(waves.Books.Requests);
        Assert.Equal((0, 0), ((int)waves.Books.Work.Syntheses, (int)waves.Books.Group(LimitGroup.Tts).Arrivals));
    }

    [Fact]
    public async Task HundredsOfSocketsAtOnce_AreAllBooked()
    {
        const int count = 200;
        await using var waves = await SimulatorClient.StartAsync();
        var sockets = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => waves.OpenAsync("/waves/v1/stt/live?model=pulse&language=en")));
        Assert.Equal(count, waves.Books.Group(LimitGroup.SttLive).Current);

        await Task.WhenAll(sockets.Select(static async socket =>
        {
            await socket.SendAsync(new byte[32_000]);
            await socket.SendAsync(new { type = "close_stream" });
            while (await socket.ReceiveAsync() is not null)
            {
                // To the end.
            }

            await socket.AnswerCloseAsync();
            socket.Dispose();
        }));

        await waves.Books.WaitForIdleAsync().WaitAsync(SimulatorClient.Patience);
        Assert.Equal((count, count * 1000), (waves.Books.Group(LimitGroup.SttLive).Peak, (int)waves.Books.Work.AudioInMs));
        Assert.All(waves.Books.Sockets, static socket => Assert.Equal(RequestOutcome.Complete, socket.Outcome));
    }
}
