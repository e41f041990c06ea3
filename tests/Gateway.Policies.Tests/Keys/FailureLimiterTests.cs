using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Policies.Keys;

public sealed class FailureLimiterTests
{
    private static readonly IPAddress Guesser = IPAddress.Parse("192.0.2.7");
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Failures_UpToTheFigure_AreLetThrough_TheNextWaits()
    {
        var limiter = Limiter(3);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(TimeSpan.Zero, limiter.BlockedFor(Guesser));
            limiter.Fail(Guesser);
        }

        Assert.Equal(TimeSpan.FromSeconds(20), limiter.BlockedFor(Guesser));
        Assert.Equal(TimeSpan.Zero, limiter.BlockedFor(IPAddress.Parse("192.0.2.8")));

        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.Zero, limiter.BlockedFor(Guesser));
    }

    [Fact]
    public void Flood_BlocksForOneWindowMore_NotForEver()
    {
        var limiter = Limiter(3);
        for (var i = 0; i < 1000; i++)
            limiter.Fail(Guesser);

        Assert.InRange(limiter.BlockedFor(Guesser), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    public void Site_CountsAsOneAddress(string one, string other, bool same)
    {
        var limiter = Limiter(1);

        limiter.Fail(IPAddress.Parse(one));

        Assert.Equal(same, limiter.BlockedFor(IPAddress.Parse(other)) > TimeSpan.Zero);
    }

    [Fact]
    public void Memory_IsBounded_AndKeepsTheWorst()
    {
        var limiter = new FailureLimiter(_time, 3, TimeSpan.FromMinutes(1), maxAddresses: 50);
        for (var i = 0; i < 5; i++)
            limiter.Fail(Guesser);

        for (var i = 0; i < 1000; i++)
            limiter.Fail(new IPAddress([10, 0, (byte)(i >> 8), (byte)i]));

        Assert.Equal(50, limiter.Count);
        Assert.True(limiter.BlockedFor(Guesser) > TimeSpan.Zero);
    }

    private FailureLimiter Limiter(int failures) => new(_time, failures, TimeSpan.FromMinutes(1));
}
