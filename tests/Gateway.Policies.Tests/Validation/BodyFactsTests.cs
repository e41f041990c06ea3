namespace Gateway.Policies.Validation;

public sealed class BodyFactsTests
{
    [Fact]
    public void Over_TakesTheQueryWhereTheBodyIsSilent()
    {
        var query = new BodyFacts { Model = "pulse", Language = "de", Format = "linear16", SampleRate = 16000, Webhook = true, TimeoutSeconds = 30 };
        var body = new BodyFacts { Language = "en", Voice = "v", Characters = 3, CodePoints = 2, Streams = true, IncludesUsage = true };

        Assert.Equal(
            new BodyFacts
            {
                Model = "pulse",
                Voice = "v",
                Language = "en",
                Characters = 3,
                CodePoints = 2,
                Format = "linear16",
                SampleRate = 16000,
                Streams = true,
                IncludesUsage = true,
                Webhook = true,
                TimeoutSeconds = 30,
            },
            body.Over(query));
    }
}
