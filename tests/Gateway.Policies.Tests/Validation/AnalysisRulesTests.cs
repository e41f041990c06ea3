using System.Text;
using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation;

public sealed class AnalysisRulesTests
{
    [Fact]
    public void Transcript_GoesOnAndIsMeasured()
    {
        const string Body =
            """{"transcript":"Agent: Hello.","dispositionMetrics":[{"identifier":"topic","dispositionMetricPrompt":"What?","dispositionMetricType":"ENUM","choices":["repair","sale"]},{"identifier":"booked","dispositionMetricPrompt":"Made?","dispositionMetricType":"BOOLEAN"}]}""";

        Assert.Null(Judging.Body("P1", Body, out var facts));
        Assert.Equal(13, facts.Characters);
    }

    [Theory]
    [InlineData("{}", """{"error":"transcript: Required"}""")]
    [InlineData("""{"transcript":5}""", """{"error":"transcript: Expected string, received number"}""")]
    [InlineData("""{"transcript":"a","dispositionMetrics":[{"identifier":"t","dispositionMetricPrompt":"w","dispositionMetricType":"ENUM"}]}""", """{"error":"choices are required for dispositionMetricType ENUM"}""")]
    [InlineData("""{"transcript":"a","dispositionMetrics":[{"dispositionMetricPrompt":"w","dispositionMetricType":"STRING"}]}""", """{"error":"dispositionMetrics[0].identifier: Required"}""")]
    [InlineData("""{"transcript":"a","dispositionMetrics":[{"identifier":"t","dispositionMetricPrompt":"w","dispositionMetricType":"FLOAT"}]}""", """{"error":"dispositionMetrics[0].dispositionMetricType: Invalid enum value. Expected 'BOOLEAN' | 'ENUM' | 'INTEGER' | 'STRING' | 'SUMMARY', received 'FLOAT'"}""")]
    public void PostCall_IsRefusedInWords(string body, string expected) => Assert.Equal(expected, Judging.Body("P1", body));

    [Fact]
    public void ChoicesOfOneMetric_DoNotServeTheNext()
    {
        const string Body =
            """{"transcript":"a","dispositionMetrics":[{"identifier":"t","dispositionMetricPrompt":"w","dispositionMetricType":"ENUM","choices":["x"]},{"identifier":"u","dispositionMetricPrompt":"w","dispositionMetricType":"ENUM"}]}""";

        Assert.NotNull(Judging.Body("P1", Body));
    }

    [Fact]
    public void TypeOfOneMetric_IsNotThatOfTheNext()
    {
        const string Body =
            """{"transcript":"a","dispositionMetrics":[{"identifier":"t","dispositionMetricPrompt":"w","dispositionMetricType":"ENUM","choices":["x"]},{"identifier":"u","dispositionMetricPrompt":"w"}]}""";

        var error = EndpointRules.PostCallAnalysis.Judge(Encoding.UTF8.GetBytes(Body), "", out _);

        Assert.Equal("dispositionMetrics[1].dispositionMetricType: Required", error!.Message);
        Assert.Single(error.Issues);
    }

    [Fact]
    public void Prompt_IsRequiredAndMeasured()
    {
        Assert.Equal("""{"error":"prompt: Required"}""", Judging.Body("P2", "{}"));
        Assert.Null(Judging.Body("P2", """{"prompt":"Subject line?"}""", out var facts));
        Assert.Equal(13, facts.Characters);
    }

    [Theory]
    [InlineData("""{"text":"Late again.","features":{}}""", """{"code":"custom","message":"enable at least one feature","path":["features"]}""")]
    [InlineData("""{"text":"Late again.","features":{"topics":false,"mood":true}}""", """{"code":"custom","message":"enable at least one feature","path":["features"]}""")]
    [InlineData("""{"text":"","features":{"topics":true}}""", """{"code":"too_small","minimum":1,"type":"string","inclusive":true,"exact":false,"message":"text is required","path":["text"]}""")]
    [InlineData("""{"features":{"topics":true}}""", """{"code":"too_small","minimum":1,"type":"string","inclusive":true,"exact":false,"message":"text is required","path":["text"]}""")]
    public void TextIntelligence_IsRefusedInItsOwnWords(string body, string detail) => Assert.Equal(Refused(detail), Judging.Body("X1", body));

    [Fact]
    public void TextIntelligence_TakesSixteenThousandCharacters()
    {
        Assert.Null(Judging.Body("X1", Text(16_000), out var facts));
        Assert.Equal(16_000, facts.Characters);
        Assert.Equal(
            Refused("""{"code":"too_big","maximum":16000,"type":"string","inclusive":true,"exact":false,"message":"text too large (max 16000 characters)","path":["text"]}"""),
            Judging.Body("X1", Text(16_001)));
    }

    [Theory]
    [InlineData("""{"topics":true,"sentiment":false}""")]
    [InlineData("""{"sentiment":true,"unknown":7}""")]
    public void TextIntelligence_NeedsOneFeature(string features) =>
        Assert.Null(Judging.Body("X1", $$"""{"text":"a","features":{{features}}}"""));

    private static string Text(int length) => $$$"""{"text":"{{{new string('a', length)}}}","features":{"topics":true}}""";

    private static string Refused(string detail) =>
        $$$"""{"error":{"message":"Invalid input data","type":"invalid_request_error","details":[{{{detail}}}],"request_id":"{{{Wording.RequestId}}}"}}""";
}
