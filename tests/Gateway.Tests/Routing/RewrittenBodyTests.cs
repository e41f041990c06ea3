using Gateway.RequestPath;

namespace Gateway.Routing;

/// <summary>What a retired route sends to its successor when an operator has it rewritten (waves-api 8.3).</summary>
public sealed class RewrittenBodyTests : IAsyncLifetime
{
    private RecordingUpstream _upstream = null!;
    private GatewayUnderTest _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await RecordingUpstream.StartAsync();
        _gateway = await GatewayUnderTest.StartAsync(_upstream.Http1Address, setup => setup.Settings["Gateway:Routes:Modes:R-lightning-v2-get-speech"] = "rewrite");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task FieldsThatTheSuccessorDoesNotKnow_AreLeftOut(WireProtocol protocol)
    {
        var call = RowCall.Of("R-lightning-v2-get-speech").WithJson(
            """{"text": "Any one home?","consistency":0.5, "voice_id":"felix","similarity":0,"enhancement":1,"add_wav_header":false}""");

        var answer = await call.SendAsync(_gateway, protocol);

        Assert.Equal(200, answer.Status);
        var seen = _upstream.Single();
        Assert.Equal("/waves/v1/tts", seen.Target);
        Assert.Equal("""{"text": "Any one home?", "voice_id":"felix","add_wav_header":false}""", seen.Text);
    }

    [Theory]
    [InlineData("""{"text":"a","voice_id":"b","speed":9,"similarity":0}""")]
    [InlineData("""{"text":"a","similarity":0""")]
    public async Task RulesOfTheSuccessor_JudgeTheRest(string body)
    {
        var answer = await RowCall.Of("R-lightning-v2-get-speech").WithJson(body).SendAsync(_gateway, WireProtocol.Http1);

        Assert.Equal(400, answer.Status);
        Assert.Empty(_upstream.Seen);
    }
}
