using Gateway.RequestPath;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Gateway.Edge;

/// <summary>What callers do to themselves is no error of the operator's log.</summary>
public sealed class LostCallerTests(RecordedFixture fixture) : IClassFixture<RecordedFixture>
{
    [Theory]
    [InlineData("/waves/v1/chat/completions", "application/json")]
    [InlineData("/waves/v1/voice-cloning", "multipart/form-data; boundary=b")]
    [InlineData("/waves/v1/stt/?model=pulse&language=en", "audio/wav")]
    [InlineData("/waves/v1/gateway/tokens", "application/json")]
    [InlineData("/waves/v1/of/tomorrow", "text/plain")]
    public async Task Reset_WithinABody_IsNoError(string target, string type)
    {
        var ended = fixture.Gateway.Logs.GetSnapshot().Count(IsEndOfAConnection);
        await using (var client = await fixture.Gateway.ConnectRawAsync())
        {
            // The server asks for the body when a stage reads it.
            await client.SendAsync($"POST {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\nContent-Type: {type}\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n");
            Assert.Equal(100, (await client.ReadHeadAsync()).Status);
            await client.SendAsync("{\"a\":");
            client.Reset();
        }

        var patience = Patience.Token;
        while (fixture.Gateway.Logs.GetSnapshot().Count(IsEndOfAConnection) == ended)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience);
        Assert.DoesNotContain(fixture.Gateway.Logs.GetSnapshot(), log => log.Level >= LogLevel.Error);
    }

    [Fact]
    public void Cause_OfALostUpstream_IsAnother()
    {
        Assert.True(LostCaller.IsCause(new IOException("", new ConnectionResetException(""))));
        Assert.False(LostCaller.IsCause(new HttpRequestException("", new IOException("", new System.Net.Sockets.SocketException(104)))));
        Assert.False(LostCaller.IsCause(null));
    }

    private static bool IsEndOfAConnection(FakeLogRecord log) =>
        log.Category is "Microsoft.AspNetCore.Server.Kestrel.Connections" && log.Id.Name is "ConnectionStop";
}
