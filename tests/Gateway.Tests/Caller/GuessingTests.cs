using System.Globalization;
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

    [Theory]
    [InlineData("/waves/v1/tts/live?api_key=sk_guess_{0}", false)]
    [InlineData("/waves/v1/tts/live?token=wgt_guess.{0}", false)]
    [InlineData("/waves/v1/tts/live", true)]
    [InlineData("/waves/v1/gateway/tokens", false)]
    public async Task Guesses_AreCountedWhereverTheyAreShown(string target, bool asSubprotocol)
    {
        var clock = new FakeTimeProvider(new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
        await using var upstream = await RecordingUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Http1Address, setup => setup.Time = clock);
        for (var i = 0; i < 1_000; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await ShowAsync(i));

        Assert.Equal(HttpStatusCode.TooManyRequests, await ShowAsync(1_000));
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(gateway, gateway.Secret)).StatusCode);

        async Task<HttpStatusCode> ShowAsync(int guess)
        {
            var isMint = target.EndsWith("/tokens", StringComparison.Ordinal);
            using var request = new HttpRequestMessage(isMint ? HttpMethod.Post : HttpMethod.Get, string.Format(CultureInfo.InvariantCulture, target, guess));
            if (!isMint)
            {
                request.Headers.Connection.Add("Upgrade");
                request.Headers.Upgrade.Add(new("websocket"));
                request.Headers.Add("Sec-WebSocket-Version", "13");
                request.Headers.Add("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
            }
            if (asSubprotocol)
                request.Headers.Add("Sec-WebSocket-Protocol", string.Create(CultureInfo.InvariantCulture, $"gateway.token.wgt_guess.{guess}"));
            using var answer = await gateway.Client(WireProtocol.Http1, isMint ? string.Create(CultureInfo.InvariantCulture, $"sk_guess_{guess}") : "").SendAsync(request, Patience.Token);
            return answer.StatusCode;
        }
    }

    private static Task<HttpResponseMessage> CallAsync(GatewayUnderTest gateway, string secret) =>
        gateway.Client(WireProtocol.Http1, secret).GetAsync("/waves/v1/voice-cloning", Patience.Token);
}
