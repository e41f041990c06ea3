using Gateway.RequestPath;

namespace Gateway.Edge;

/// <summary>Whose id is in which header (waves-api 7.1, 7.2): ours in its own, the upstream's where it was.</summary>
public sealed class RequestIdTests : IClassFixture<RecordedFixture>
{
    private const string Path = "/waves/v1/voice-cloning";

    private readonly GatewayUnderTest _gateway;
    private readonly RecordingUpstream _upstream;

    public RequestIdTests(RecordedFixture fixture)
    {
        (_gateway, _upstream) = (fixture.Gateway, fixture.Upstream);
        _upstream.Reset();
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Id_OfTheUpstream_PassesBesideOurs(WireProtocol protocol)
    {
        _upstream.Answer = context =>
        {
            context.Response.Headers["X-Request-Id"] = "of-the-upstream";
            return Task.CompletedTask;
        };

        var answer = await GetAsync(protocol, "of-the-caller");

        Assert.Equal("of-the-upstream", answer.Header("X-Request-Id"));
        Assert.Equal("of-the-caller", answer.Header("X-Gateway-Request-Id"));
        Assert.Null(_upstream.Single().Header("X-Request-Id"));
    }

    [Fact]
    public async Task Id_OfTheCaller_NamesARefusal()
    {
        var answer = await GetAsync(WireProtocol.Http1, "turn_7.of-call-12", secret: "");

        Assert.Equal("turn_7.of-call-12", answer.Header("X-Request-Id"));
        Assert.Equal("turn_7.of-call-12", answer.Header("X-Gateway-Request-Id"));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("<script>")]
    [InlineData("a,b")]
    [InlineData("")]
    [InlineData("129 characters")]
    public async Task Id_NotWellFormed_IsReplaced(string id)
    {
        id = id == "129 characters" ? new string('a', 129) : id;

        var answer = await GetAsync(WireProtocol.Http1, id, secret: "");

        Assert.True(Guid.TryParse(answer.Header("X-Gateway-Request-Id"), out _));
        Assert.Equal(answer.Header("X-Gateway-Request-Id"), answer.Header("X-Request-Id"));
    }

    [Fact]
    public async Task Id_StandsInTheLogsOfItsRequest()
    {
        _upstream.Answer = _ => throw new InvalidOperationException("The upstream fails.");
        var answer = await GetAsync(WireProtocol.Http1, "find-me-in-the-logs");

        Assert.Equal(500, answer.Status);
        Assert.Equal("find-me-in-the-logs", answer.Header("X-Gateway-Request-Id"));
    }

    private async Task<WireAnswer> GetAsync(WireProtocol protocol, string id, string? secret = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.TryAddWithoutValidation("X-Request-Id", id);
        using var response = await _gateway.Client(protocol, secret).SendAsync(request, Patience.Token);
        return await WireAnswer.OfAsync(response);
    }
}
