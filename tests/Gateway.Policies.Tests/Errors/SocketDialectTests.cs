namespace Gateway.Policies.Errors;

/// <summary>How sockets are refused and told of errors (waves-api 3.3).</summary>
public sealed class SocketDialectTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("D-WS-TTS")]
    [InlineData("D-WS-STT")]
    [InlineData("D-HYDRA")]
    public void BadKey_IsAnsweredBeforeTheUpgrade(string name)
    {
        var dialect = ErrorDialects.All.Single(d => d.Name == name);

        Assert.Equal(SocketRefusal.BeforeUpgrade, dialect.RefusalOf(GatewayErrors.MissingKey));
        Assert.Equal("""{"message":"Unauthorized: No tokens provided"}""", dialect.BodyOf(GatewayErrors.MissingKey));
        Assert.Equal("""{"error":"unauthorized"}""", dialect.BodyOf(GatewayErrors.UnknownKey));
    }

    [Theory]
    [InlineData("D-WS-TTS")]
    [InlineData("D-WS-STT")]
    [InlineData("D-HYDRA")]
    [InlineData("D-WS-PLAIN")]
    public void Draining_IsAnsweredBeforeTheUpgrade(string name) => Assert.Equal(
        SocketRefusal.BeforeUpgrade, ErrorDialects.All.Single(d => d.Name == name).RefusalOf(GatewayErrors.Draining(Soon)));

    [Fact]
    public void Tts_IsNeverUpgradedToBeRefused() => Assert.All(
        Enum.GetValues<ErrorKind>(), kind => Assert.False(ErrorDialects.TtsSocket.RefusalOf(new(kind, "")).AfterUpgrade));

    [Theory]
    [InlineData(ErrorKind.ConcurrencyLimited, "concurrency_limit_reached")]
    [InlineData(ErrorKind.RateLimited, "rate_limit_exceeded")]
    [InlineData(ErrorKind.Forbidden, "forbidden")]
    [InlineData(ErrorKind.BudgetExhausted, "forbidden")]
    public void Stt_LimitsAndEntitlements_CloseWithAReasonWord(ErrorKind kind, string reason) =>
        Assert.Equal(new(AfterUpgrade: true, SendsFrame: false, 1008, reason), ErrorDialects.SttSocket.RefusalOf(new(kind, "")));

    [Fact]
    public void Stt_BadQuery_IsAnsweredBeforeTheUpgrade()
    {
        var error = new GatewayError(ErrorKind.Invalid, "Pulse Pro has no streaming transport. Use POST /waves/v1/stt/?model=pulse-pro instead.");

        Assert.Equal(SocketRefusal.BeforeUpgrade, ErrorDialects.SttSocket.RefusalOf(error));
        Assert.Equal(
            """{"error":"Pulse Pro has no streaming transport. Use POST /waves/v1/stt/?model=pulse-pro instead."}""",
            ErrorDialects.SttSocket.BodyOf(error));
    }

    [Fact]
    public void Hydra_Full_IsToldByAnEventAndClose1013()
    {
        var error = GatewayErrors.ConcurrencyLimited(1, "sessions", Soon);

        Assert.Equal(new(AfterUpgrade: true, SendsFrame: true, 1013, ""), ErrorDialects.Hydra.RefusalOf(error));
        Assert.Matches(
            """^\{"type":"error","event_id":"sv_[0-9a-f]{16}","error":\{"type":"server_error","code":"server_full","message":"No capacity, try again later\."\}\}$""",
            ErrorDialects.Hydra.FrameOf(error));
    }

    [Fact]
    public void Hydra_OutsideThePlan_IsAnsweredBeforeTheUpgrade() =>
        Assert.Equal(SocketRefusal.BeforeUpgrade, ErrorDialects.Hydra.RefusalOf(new(ErrorKind.Forbidden, "")));

    [Fact]
    public void Hydra_Frame_RepeatsTheClientsEventId() => Assert.EndsWith(
        """{"type":"invalid_request_error","code":"invalid_request_error","message":"unknown voice","event_id":"evt_1"}}""",
        ErrorDialects.Hydra.FrameOf(new(ErrorKind.Invalid, "unknown voice"), new(null, null, "evt_1")),
        StringComparison.Ordinal);

    [Fact]
    public void Hydra_EventIds_AreNotRepeated() =>
        Assert.NotEqual(ErrorDialects.Hydra.FrameOf(GatewayErrors.Internal), ErrorDialects.Hydra.FrameOf(GatewayErrors.Internal));

    [Fact]
    public void Tts_Frame_SatisfiesEveryKnownClient() => Assert.Equal(
        """{"status":"error","message":"Concurrency limit reached","error":{"message":"Concurrency limit reached","code":"concurrency_limit_reached"},"external_request_id":"turn-9"}""",
        ErrorDialects.TtsSocket.FrameOf(new(ErrorKind.ConcurrencyLimited, "Concurrency limit reached"), new(null, "turn-9", null)));

    [Fact]
    public void Tts_Frame_RepeatsBothIds() => Assert.EndsWith(
        ""","external_session_id":"call-1","external_request_id":"turn-9"}""",
        ErrorDialects.TtsSocket.FrameOf(GatewayErrors.Internal, new("call-1", "turn-9", null)),
        StringComparison.Ordinal);

    [Fact]
    public void Stt_Frame_OfADrain() => Assert.Equal(
        """{"type":"error","status":"error","message":"The service is restarting, please reconnect."}""",
        ErrorDialects.SttSocket.FrameOf(GatewayErrors.Draining(Soon)));

    [Fact]
    public void Reasons_FitIntoACloseFrame() => Assert.All(
        ErrorDialects.All.SelectMany(_ => Enum.GetValues<ErrorKind>(), (dialect, kind) => dialect.RefusalOf(new(kind, ""))),
        refusal => Assert.InRange(refusal.CloseReason.Length, 0, 123));
}
