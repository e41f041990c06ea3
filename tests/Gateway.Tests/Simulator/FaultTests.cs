using System.Net;
using System.Net.Sockets;
using System.Text;
using Waves.Simulator.Books;
using Waves.Simulator.Faults;
using Waves.Simulator.Limits;

namespace Gateway.Simulator;

public sealed class FaultTests
{
    private const string Stream = "/waves/v1/tts/live";
    private const string Whole = "/waves/v1/tts";
    private const string Body = """{"text":"Platform two, the night train is on time.","voice_id":"magnus","sample_rate":8000}""";

    [Fact]
    public async Task Status_IsAnsweredInTheEndpointsShape_ForTheNextRequestsOnly()
    {
        await using var waves = await SimulatorClient.StartAsync();
        var planned = waves.Host.Faults.Add(Fault.Answer(503, retryAfterSeconds: 2).On("T1").For(2));

        using var other = await SendAsync(waves, Stream);
        using var first = await SendAsync(waves, Whole);
        using var second = await SendAsync(waves, Whole);
        using var third = await SendAsync(waves, Whole);
        await waves.Books.WaitForIdleAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (other.StatusCode, third.StatusCode));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "2"), (first.StatusCode, first.Headers.GetValues("Retry-After").Single()));
        Assert.Equal("""{"error":"ServiceUnavailable","message":"The service is overloaded."}""", await first.TextAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(2, planned.Played);
        Assert.Empty(waves.Host.Faults.Planned);
        var record = waves.Books.For("T1")[0];
        Assert.Equal((RequestOutcome.Fault, "Status", 503, Body), (record.Outcome, record.Fault, record.Status, record.Body));
    }

    [Fact]
    public async Task Status_CanHaveABodyOfItsOwn_AndLastUntilTakenBack()
    {
        await using var waves = await SimulatorClient.StartAsync();
        var planned = waves.Host.Faults.Add(Fault.Answer(429, body: """{"error":"slow down"}""").OnPath("/waves/v1/tts"));

        using var first = await SendAsync(waves, Whole);
        planned.Dispose();
        using var second = await SendAsync(waves, Whole);

        Assert.Equal((HttpStatusCode.TooManyRequests, """{"error":"slow down"}"""), (first.StatusCode, await first.TextAsync()));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
    }

    [Fact]
    public async Task CloneTimeout_CarriesItsCode()
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.Answer(500).On("V1"));

        using var response = await waves.SendAsync(HttpMethod.Post, "/waves/v1/voice-cloning", new StringContent(""));

        Assert.Equal("""{"error":"Voice clone timed out","error_code":"voice_clone_timeout"}""", await response.TextAsync());
    }

    [Fact]
    public async Task Latency_DelaysTheAnswer_AndHoldsThePlace()
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.Late(TimeSpan.FromMilliseconds(150)).On("T1"));
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();

        var answer = SendAsync(waves, Whole);
        await waves.Books.WaitForRequestAsync(static request => request.Contract == "T1");
        using var response = await answer;

        Assert.True(clock.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(140));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(RequestOutcome.Complete, (await waves.Books.WaitForEndAsync("T1")).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ResetBeforeHeaders_LeavesNoAnswer(bool http2)
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.ResetBeforeHeaders().On("T1").Once());

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(waves, Whole, http2));
        using var next = await SendAsync(waves, Whole, http2);
        await waves.Books.WaitForIdleAsync();

        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        Assert.Equal((RequestOutcome.Fault, 0), (waves.Books.For("T1")[0].Outcome, waves.Books.For("T1")[0].Status));
    }

    [Fact]
    public async Task ResetBeforeHeaders_IsARealReset()
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.ResetBeforeHeaders());
        using var client = await RawAsync(waves, Whole);

        var fault = await Assert.ThrowsAsync<SocketException>(() => ReadAllAsync(client));

        Assert.Equal(SocketError.ConnectionReset, fault.SocketErrorCode);
    }

    [Theory]
    [InlineData(Stream)]
    [InlineData(Whole)]
    public async Task ResetMidBody_LetsExactlySoManyBytesThrough(string path)
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.ResetAfter(3000));

        using var response = await SendHeadAsync(waves, path);
        var (read, failed) = await ReadAsync(response);

        Assert.Equal((3000, true), (read, failed));
        var record = await waves.Books.WaitForRequestAsync(static request => request.Outcome != RequestOutcome.Running);
        Assert.Equal((RequestOutcome.Fault, 3000), (record.Outcome, (int)record.ResponseBytes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FinMidBody_EndsWithoutTheLastChunk(bool http2)
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.FinAfter(3000).On("T2"));

        using var response = await SendHeadAsync(waves, Stream, http2);
        var (read, failed) = await ReadAsync(response);

        Assert.True(failed);
        Assert.InRange(read, http2 ? 0 : 3000, 3000);
    }

    [Fact]
    public async Task FinMidBody_IsAFinNotAReset()
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.FinAfter(10).On("T2"));
        using var client = await RawAsync(waves, Stream);

        var answer = Encoding.ASCII.GetString(await ReadAllAsync(client));

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("a\r\nevent: aud\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_IsNotHttp()
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.Garbage().Once());
        using var client = await RawAsync(waves, Whole);

        var answer = Encoding.ASCII.GetString(await ReadAllAsync(client));

        Assert.StartsWith("ICY 200 OK", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stall_NeverAnswers_AndEndsWithTheClient()
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.Stall());
        using var client = await RawAsync(waves, Whole);
        await waves.Books.WaitForRequestAsync(static request => request.Fault == "Stall" || request.Contract == "T1");

        client.Close();

        await waves.Books.WaitForIdleAsync().WaitAsync(SimulatorClient.Patience);
        Assert.Equal(RequestOutcome.Fault, waves.Books.For("T1")[0].Outcome);
    }

    [Fact]
    public async Task StallMidBody_StopsAfterSoManyBytes()
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.StallAfter(2000));
        using var response = await SendHeadAsync(waves, Stream);
        var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[2000]).AsTask().WaitAsync(SimulatorClient.Patience);

        var more = body.ReadAsync(new byte[1]).AsTask();

        Assert.False(more.IsCompleted);
        Assert.Equal(1, waves.Books.Group(LimitGroup.Tts).Current);
        response.Dispose();
        await waves.Books.WaitForIdleAsync().WaitAsync(SimulatorClient.Patience);
        await Assert.ThrowsAnyAsync<Exception>(() => more);
    }

    [Fact]
    public async Task SlowBody_ArrivesWhole()
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.Slow(40_000, TimeSpan.FromMilliseconds(5)));

        using var response = await SendAsync(waves, Whole);

        Assert.Equal(41 * 520 * 2, (await response.Content.ReadAsByteArrayAsync()).Length);
        Assert.Equal(RequestOutcome.Complete, (await waves.Books.WaitForEndAsync("T1")).Outcome);
    }

    [Fact]
    public async Task UnknownRoutes_CanHaveFaultsToo()
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.Answer(200, body: """{"data":[]}""").OnPath("/waves/v1/models"));

        using var response = await waves.GetAsync("/waves/v1/models");

        Assert.Equal("""{"data":[]}""", await response.TextAsync());
    }

    private static Task<HttpResponseMessage> SendAsync(SimulatorClient waves, string path, bool http2 = false) =>
        waves.SendAsync(HttpMethod.Post, path, Content(), http2: http2);

    private static Task<HttpResponseMessage> SendHeadAsync(SimulatorClient waves, string path, bool http2 = false) =>
        waves.SendAsync(HttpMethod.Post, path, Content(), http2: http2, completion: HttpCompletionOption.ResponseHeadersRead);

    private static StringContent Content() => new(Body, Encoding.UTF8, "application/json");

    private static async Task<(int Read, bool Failed)> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStreamAsync();
        var (read, buffer) = (0, new byte[1000]);
        try
        {
            int count;
            while ((count = await body.ReadAsync(buffer).AsTask().WaitAsync(SimulatorClient.Patience)) > 0)
                read += count;
            return (read, false);
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            return (read, true);
        }
    }

    private static async Task<Socket> RawAsync(SimulatorClient waves, string path)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(waves.Host.BaseAddress.Host, waves.Host.BaseAddress.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_upstream\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));
        return socket;
    }

    private static async Task<byte[]> ReadAllAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(SimulatorClient.Patience);
        using var all = new MemoryStream();
        var buffer = new byte[4096];
        int count;
        while ((count = await socket.ReceiveAsync(buffer, patience.Token)) > 0)
            all.Write(buffer.AsSpan(0, count));
        return all.ToArray();
    }
}
