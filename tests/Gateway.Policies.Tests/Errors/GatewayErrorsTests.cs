namespace Gateway.Policies.Errors;

public sealed class GatewayErrorsTests
{
    [Fact]
    public void RateLimited_SaysTheLimitAndWhen()
    {
        var error = GatewayErrors.RateLimited("Plan 'standard'", 10, TimeSpan.FromSeconds(6.2));

        Assert.Equal("Rate limit exceeded: Plan 'standard' allows 10 requests per minute. Retry in 7 s.", error.Message);
        Assert.Equal(TimeSpan.FromSeconds(6.2), error.RetryAfter);
    }

    [Fact]
    public void ForbiddenModel_ShowsOnlyABoundedHarmlessPiece()
    {
        var error = GatewayErrors.ForbiddenModel("evil\r\n\u001b[31m" + new string('x', 1000));

        Assert.Equal("This key may not use evil???[31m" + new string('x', 21) + ".", error.Message);
    }
}
