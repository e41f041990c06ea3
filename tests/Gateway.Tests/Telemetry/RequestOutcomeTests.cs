using Gateway.Edge;
using Gateway.Forwarding;
using Gateway.Policies.Errors;
using Microsoft.AspNetCore.Http;

namespace Gateway.Telemetry;

public sealed class RequestOutcomeTests
{
    private readonly DefaultHttpContext _context = new();

    [Fact]
    public void Of_WhenNothingElseHappened_IsForwarded() => Assert.Equal("forwarded", RequestOutcome.Of(_context));

    [Theory]
    [InlineData(ErrorKind.UnknownKey, "refused")]
    [InlineData(ErrorKind.RateLimited, "refused")]
    [InlineData(ErrorKind.Invalid, "refused")]
    [InlineData(ErrorKind.Gone, "refused")]
    [InlineData(ErrorKind.UpstreamUnreachable, "failed")]
    [InlineData(ErrorKind.UpstreamTimeout, "failed")]
    [InlineData(ErrorKind.Unavailable, "failed")]
    [InlineData(ErrorKind.Internal, "failed")]
    public void Of_WhenTheGatewayAnswered_TellsTheCallersFaultFromOurs(ErrorKind kind, string expected)
    {
        _context.Keep(new OwnAnswer(kind));

        Assert.Equal(expected, RequestOutcome.Of(_context));
    }

    [Fact]
    public void Of_WhenTheAnswerBroke_IsBrokenEvenIfTheConnectionWasThenAborted()
    {
        _context.Keep(new BrokenStream(new IOException()));
        _context.RequestAborted = new CancellationToken(canceled: true);

        Assert.Equal("broken", RequestOutcome.Of(_context));
    }

    [Fact]
    public void Of_WhenTheAnswerBrokeAndNoErrorCouldBeSaid_IsBroken()
    {
        _context.Keep(new BrokenStream(new IOException()));
        _context.Keep(new OwnAnswer(ErrorKind.UpstreamUnreachable));

        Assert.Equal("broken", RequestOutcome.Of(_context));
    }

    [Fact]
    public void Of_WhenTheConnectionEndedFirst_IsCallerLeft()
    {
        _context.RequestAborted = new CancellationToken(canceled: true);

        Assert.Equal("caller_left", RequestOutcome.Of(_context));
    }

    [Fact]
    public void OfException_TellsALeavingCallerFromABadRequestFromABug()
    {
        Assert.Equal("failed", RequestOutcome.Of(_context, new OperationCanceledException()));
        Assert.Equal("failed", RequestOutcome.Of(_context, new InvalidOperationException()));
        Assert.Equal("refused", RequestOutcome.Of(_context, new BadHttpRequestException("cut off")));
        _context.RequestAborted = new CancellationToken(canceled: true);
        Assert.Equal("caller_left", RequestOutcome.Of(_context, new OperationCanceledException()));
    }
}
