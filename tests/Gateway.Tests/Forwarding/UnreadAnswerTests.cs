using Gateway.Policies.Admission;
using Gateway.RequestPath;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Forwarding;

/// <summary>A caller that takes nothing of its answer holds its slot no longer than the upstream may be silent.</summary>
public sealed class UnreadAnswerTests : IAsyncLifetime
{
    private readonly RawUpstream _upstream = new();
    private GatewayUnderTest _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayUnderTest.StartAsync(_upstream.Address, setup =>
    {
        setup.Settings["Gateway:Upstream:ResponseTimeout"] = "00:00:01";
        setup.Settings["Gateway:Upstream:Accounts:0:Limits:chat:Slots"] = "3";
    });

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    public async Task Answer_ThatNobodyReads_GivesItsSlotBack(string type)
    {
        const string Body = """{"model":"electron","messages":[{"role":"user","content":"Hi"}],"stream":true}""";
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync($"POST /waves/v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.Secret}\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");
        using var exchange = await _upstream.NextAsync();
        await exchange.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n");
        Assert.Equal(1, await SlotsAsync());

        // More than all buffers on the way hold; it ends when the gateway cuts.
        var chunk = "data: " + new string('a', 64 * 1024) + "\n\n";
        var sending = Task.Run(async () =>
        {
            while (true)
                await exchange.SendChunkAsync(chunk);
        });
        await Assert.ThrowsAnyAsync<IOException>(() => sending.Soon());

        await Patience.UntilAsync(async () => await SlotsAsync() == 0);
    }

    private async Task<int> SlotsAsync() =>
        (await _gateway.Services.GetRequiredService<IAdmissionView>().ViewAsync("main", Patience.Token)).Pools.Sum(pool => pool.Slots);
}
