using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Admission.Redis;

/// <summary>A server that is away is told from a process that is late.</summary>
public sealed class RedisPulseTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Beats_OfAServer_IsFeltAsLongAsItAnswers(bool wantsAPassword)
    {
        Assert.SkipWhen(RedisServerProcess.Binary is null, "There is no redis-server on the PATH that could be killed and frozen.");
        await using var server = await RedisServerProcess.StartAsync(wantsAPassword ? ["--requirepass", "secret"] : []);
        using var pulse = new RedisPulse();
        var address = IPEndPoint.Parse(server.ConnectionString);

        Assert.True(await pulse.BeatsAsync(address, null, Long));
        server.Freeze();
        Assert.False(await pulse.BeatsAsync(address, null, Short));
        server.Thaw();
        Assert.True(await pulse.BeatsAsync(address, null, Long));
        server.Kill();
        Assert.False(await pulse.BeatsAsync(address, null, Long));
        await server.RestartAsync();
        Assert.True(await pulse.BeatsAsync(address, null, Long));
    }

    [Fact]
    public async Task AServer_ThatIsSilent_IsAskedOnce_AndOneThatClosed_OnceMore()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var pulse = new RedisPulse();
        var address = (IPEndPoint)listener.LocalEndpoint;

        using (await AnswerAsync(pulse.BeatsAsync(address, null, Long)))
        {
        }
        using var kept = await AnswerAsync(pulse.BeatsAsync(address, null, Long));
        Assert.False(await pulse.BeatsAsync(address, null, Short));
        Assert.False(listener.Pending());

        async Task<TcpClient> AnswerAsync(Task<bool> beats)
        {
            var client = await listener.AcceptTcpClientAsync(RequestPath.Patience.Token);
            await client.GetStream().ReadExactlyAsync(new byte[6], RequestPath.Patience.Token);
            await client.GetStream().WriteAsync("+PONG\r\n"u8.ToArray());
            Assert.True(await beats);
            return client;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAnswerThatIsLate_IsWaitedForWhileTheServerLives(bool lives)
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var looks = 0;
        var answer = new TaskCompletionSource<int>();
        var contact = new RedisContact(TimeSpan.FromMilliseconds(20), TimeProvider.System, new(services.GetRequiredService<IMeterFactory>()), NullLogger.Instance)
        {
            Beats = _ =>
            {
                if (Interlocked.Increment(ref looks) == 3)
                    answer.SetResult(7);
                return Task.FromResult<bool?>(lives);
            },
        };
        contact.Return();
        contact.Restore();

        var (answered, seven) = await contact.AskAsync(static answer => answer.Task, answer);

        Assert.Equal((lives, lives ? 7 : 0), (answered, seven));
        Assert.Equal(lives ? ContactKind.Shared : ContactKind.Alone, contact.Phase.Kind);
        while (!lives && !contact.IsSurelyLost)
            await Task.Delay(Short, TimeProvider.System, RequestPath.Patience.Token);
    }

    [Fact]
    public async Task AnAnswerThatNeverComes_EndsTheContactAlthoughTheServerLives()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var contact = new RedisContact(TimeSpan.FromMilliseconds(4), TimeProvider.System, new(services.GetRequiredService<IMeterFactory>()), NullLogger.Instance)
        {
            Beats = static _ => Task.FromResult<bool?>(true),
        };
        contact.Return();
        contact.Restore();

        Assert.False((await contact.AskAsync(static never => never.Task, new TaskCompletionSource<int>())).Answered);
        while (!contact.IsSurelyLost)
            await Task.Delay(Short, TimeProvider.System, RequestPath.Patience.Token);
    }
}
