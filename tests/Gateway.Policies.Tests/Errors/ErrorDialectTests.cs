using System.Text.Json;

namespace Gateway.Policies.Errors;

/// <summary>What holds for every dialect and every condition.</summary>
public sealed class ErrorDialectTests
{
    public static TheoryData<string, ErrorKind> Everything
    {
        get
        {
            var data = new TheoryData<string, ErrorKind>();
            foreach (var dialect in ErrorDialects.All)
            {
                foreach (var kind in Enum.GetValues<ErrorKind>())
                    data.Add(dialect.Name, kind);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void WriteBody_OfAnyCondition_IsOneJsonObject(string name, ErrorKind kind)
    {
        var body = ErrorDialects.All.Single(d => d.Name == name).BodyOf(new(kind, "It's \"wrong\" & <that>."));

        using var json = JsonDocument.Parse(body);
        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
        Assert.DoesNotContain("\\u00", body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void StatusOf_IsThatOfTheContract(string name, ErrorKind kind)
    {
        var expected = kind switch
        {
            ErrorKind.MissingKey or ErrorKind.UnknownKey => 401,
            ErrorKind.Forbidden or ErrorKind.BudgetExhausted => 403,
            ErrorKind.RateLimited or ErrorKind.ConcurrencyLimited => 429,
            ErrorKind.BodyTooLarge when name is "D-PULSE" or "D-CLONE" => 400,
            ErrorKind.BodyTooLarge => 413,
            ErrorKind.BodyTooSlow => 408,
            ErrorKind.Malformed or ErrorKind.Invalid => 400,
            ErrorKind.NotFound => 404,
            ErrorKind.MethodNotAllowed => 405,
            ErrorKind.UpgradeRequired => 426,
            ErrorKind.Gone => 410,
            ErrorKind.UpstreamUnreachable => 502,
            ErrorKind.Unavailable => 503,
            ErrorKind.UpstreamTimeout => 504,
            _ => 500,
        };

        Assert.Equal(expected, ErrorDialects.All.Single(d => d.Name == name).StatusOf(new(kind, "")));
    }

    [Fact]
    public void RetiredRoute_IsToldInOneFormEverywhere()
    {
        var error = GatewayErrors.Gone(Contracts.WavesContracts.Find("R-lightning-v2-get-speech")!);
        const string Expected =
            """{"status":"error","error_code":"MODEL_DEPRECATED","message":"This model is retired. Please migrate to lightning-v3.1 via /waves/v1/lightning-v3.1/get_speech.","recommended_endpoint":"/waves/v1/lightning-v3.1/get_speech"}""";

        Assert.All(ErrorDialects.All, dialect => Assert.Equal(Expected, dialect.BodyOf(error)));
    }

    [Fact]
    public void RetiredCloning_PointsAtItsOwnSuccessor() => Assert.Equal(
        """{"status":"error","error_code":"MODEL_DEPRECATED","message":"This model is retired. Please migrate to lightning-v3.1 via /waves/v1/voice-cloning.","recommended_endpoint":"/waves/v1/voice-cloning"}""",
        ErrorDialects.Clone.BodyOf(GatewayErrors.Gone(Contracts.WavesContracts.Find("R-prof-voice-cloning")!)));

    [Fact]
    public void Event_OfAnEndpointThatDocumentsNone_HasItsBody() => Assert.Equal(
        "event: error\ndata: {\"error\":\"The upstream service ended its answer early.\"}\n\n",
        ErrorDialects.Plain.EventOf(GatewayErrors.UpstreamBroke));

    [Fact]
    public void Frame_OfAnEndpointWithoutSockets_IsABug() =>
        Assert.Throws<NotSupportedException>(() => ErrorDialects.OpenAi.FrameOf(GatewayErrors.Internal));

    [Fact]
    public void Names_AreUnique() => Assert.Equal(ErrorDialects.All.Length, ErrorDialects.All.DistinctBy(d => d.Name).Count());
}
