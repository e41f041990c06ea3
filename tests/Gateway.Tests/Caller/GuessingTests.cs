using System.Net;
using Gateway.RequestPath;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Caller;

/// <summary>Somebody tries keys.</summary>
public sealed class GuessingTests
{
    [Fact]
    public async Task UnknownKeys_OfOneAddress_AreSlowedDown_KnownOnesAreNot()
    {
        var clock = new FakeTimeProvider(new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
        await using var upstream = await RecordingUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Http1Address, setup => setup.Time = clock);
        for (var i = 0; i < 1_000; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(gateway, $"sk_guess_{i}")).StatusCode);

        var slowed = await CallAsync(gateway, "sk_guess_60");
        Assert.Equal(HttpStatusCode.TooManyRequests, slowed.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), slowed.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(gateway, gateway.Secret)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(gateway, "")).StatusCode);

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(gateway, "sk_guess_61")).StatusCode);
    }

    private static Task<HttpResponseMessage> CallAsync(GatewayUnderTest gateway, string secret) =>
        gateway.Client(WireProtocol.Http1, secret).GetAsync("/waves/v1/voice-cloning", Patience.Token);
}
