using Gateway.Policies.Admission;
using Microsoft.AspNetCore.Http;

namespace Gateway.Admission;

public sealed class AdmissionHeadersTests
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("2.5", 2.5)]
    [InlineData(".25", 0.25)]
    [InlineData("60", 60)]
    [InlineData("61", 60)]
    [InlineData("99999999999999999999", 60)]
    public void MaxWait_InSeconds_IsTakenWithinTheBound(string header, double seconds)
    {
        Assert.True(AdmissionHeaders.TryReadMaxWait(header, Default, Bound, out var maxWait));
        Assert.Equal(TimeSpan.FromSeconds(seconds), maxWait);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("1,5")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData(" 1")]
    public void MaxWait_ThatIsNoNumberOfSeconds_IsRefused(string header) =>
        Assert.False(AdmissionHeaders.TryReadMaxWait(header, Default, Bound, out _));

    [Fact]
    public void MaxWait_Twice_IsRefused() =>
        Assert.False(AdmissionHeaders.TryReadMaxWait(new(["1", "2"]), Default, Bound, out _));

    [Theory]
    [InlineData(60, 5)]
    [InlineData(2, 2)]
    public void MaxWait_Missing_IsTheDefaultWithinTheBound(int bound, int seconds)
    {
        Assert.True(AdmissionHeaders.TryReadMaxWait(default, Default, TimeSpan.FromSeconds(bound), out var maxWait));
        Assert.Equal(TimeSpan.FromSeconds(seconds), maxWait);
    }

    [Theory]
    [InlineData("batch", Lane.Batch)]
    [InlineData("Interactive", Lane.Interactive)]
    [InlineData(null, Lane.Interactive)]
    public void Lane_ThatExists_IsTaken(string? header, object lane)
    {
        Assert.True(AdmissionHeaders.TryReadLane(header is null ? default : header, out var read));
        Assert.Equal((Lane)lane, read);
    }

    [Theory]
    [InlineData("fast")]
    [InlineData("7")]
    public void Lane_ThatDoesNotExist_IsRefused(string header) =>
        Assert.False(AdmissionHeaders.TryReadLane(header, out _));

    [Fact]
    public void Write_WithALimitedMinute_SaysItInEveryDialectOfClients()
    {
        var headers = new HeaderDictionary();

        AdmissionHeaders.Write(headers, new AdmissionDecision
        {
            Admitted = true,
            RequestFigure = 10,
            RemainingRequests = 7,
            ResetRequests = TimeSpan.FromSeconds(12.3),
            Queued = TimeSpan.FromMilliseconds(250.7),
        });

        Assert.Equal("\"requests\";q=10;w=60", headers["RateLimit-Policy"]);
        Assert.Equal("\"requests\";r=7;t=13", headers["RateLimit"]);
        Assert.Equal("10", headers["x-ratelimit-limit-requests"]);
        Assert.Equal("7", headers["x-ratelimit-remaining-requests"]);
        Assert.Equal("13s", headers["x-ratelimit-reset-requests"]);
        Assert.Equal("250", headers["X-Gateway-Queue-Ms"]);
    }

    [Fact]
    public void Write_WithoutALimitedMinute_SaysNothingAboutOne()
    {
        var headers = new HeaderDictionary();

        AdmissionHeaders.Write(headers, new AdmissionDecision { Admitted = true, RemainingRequests = -1 });

        Assert.Equal(["X-Gateway-Queue-Ms"], headers.Keys);
    }
}
