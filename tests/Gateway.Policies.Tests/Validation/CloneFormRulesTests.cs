using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation;

public sealed class CloneFormRulesTests
{
    private static readonly FormPart File = new("file", IsFile: true, "audio/wav", 96_044, Value: null);
    private static readonly FormPart Name = Field("displayName", "Front desk Ana");

    [Fact]
    public void ValidForm_GoesOnWithItsFacts()
    {
        Assert.Null(Judge(out var facts, Name, Field("language", "en"), Field("tags", "warm, lobby"), Field("model", "lightning-v3.1"), File));

        Assert.Equal(new() { Model = "lightning-v3.1", Language = "en" }, facts);
    }

    [Fact]
    public void SmallestForm_HasTheDefaultModel()
    {
        Assert.Null(Judge(out var facts, Name, File));
        Assert.Equal("lightning-v3.1", facts.Model);
    }

    [Fact]
    public void NoFile_IsRefused()
    {
        Assert.Equal("""{"error":"No file provided"}""", Judge(Name));
        Assert.Equal("""{"error":"No file provided"}""", Judge(Name, Field("file", "not a file")));
    }

    [Fact]
    public void RetiredModel_IsRefused() => Assert.Equal(
        """{"error":"Voice cloning for lightning-v2 is deprecated. Please use lightning-v3.1"}""",
        Judge(Name, File, Field("model", "lightning-v2")));

    [Fact]
    public void OtherMediaType_IsRefused() => Assert.Equal(
        """{"error":"Invalid file type. Supported: audio/mpeg, audio/mpeg-3, audio/wav, audio/wave, audio/webm, video/webm, audio/mp4, video/mp4"}""",
        Judge(Name, File with { ContentType = "application/pdf" }));

    [Theory]
    [InlineData("video/mp4")]
    [InlineData("audio/mpeg-3")]
    [InlineData(null)]
    public void KnownOrUnnamedMediaType_GoesOn(string? type) => Assert.Null(Judge(Name, File with { ContentType = type }));

    [Fact]
    public void FileAboveFiveMebibytes_IsRefused()
    {
        Assert.Null(Judge(Name, File with { Length = 5 * 1024 * 1024 }));
        Assert.Equal("""{"error":"File too large. Maximum size is 5MB."}""", Judge(Name, File with { Length = (5 * 1024 * 1024) + 1 }));
    }

    [Fact]
    public void DisplayName_IsRequiredAndBounded()
    {
        Assert.Equal("""{"error":"displayName is required"}""", Judge(File));
        Assert.Equal("""{"error":"displayName must have 1 to 500 characters"}""", Judge(File, Field("displayName", "")));
        Assert.Equal("""{"error":"displayName must have 1 to 500 characters"}""", Judge(File, Field("displayName", new('a', 501))));
        Assert.Null(Judge(File, Field("displayName", new('a', 500))));
    }

    [Fact]
    public void LanguageOfAnotherModel_IsRefused() => Assert.Equal(
        """{"error":"Invalid language. Supported: en, hi, mr, kn, ta, bn, gu, te, ml, pa, or, es, de, fr, it, nl, sv, pt, ru, pl"}""",
        Judge(Name, File, Field("language", "ja")));

    [Theory]
    [InlineData("lightning-v3.1-pro", "ja")]
    [InlineData("lightning_v3.1_pro", "ja")]
    [InlineData("lightning-v9", "xx")]
    [InlineData("lightning_v3.1", "hi")]
    public void LanguageOfAModelThatHasItOrIsUnknown_GoesOn(string model, string language) =>
        Assert.Null(Judge(Name, File, Field("model", model), Field("language", language)));

    private static FormPart Field(string name, string value) => new(name, IsFile: false, ContentType: null, value.Length, value);

    private static string? Judge(params FormPart[] parts) => Judge(out _, parts);

    private static string? Judge(out BodyFacts facts, params FormPart[] parts)
    {
        var row = WavesContracts.Find("V1")!;
        var error = row.FormRules!.Judge(parts, out facts);
        return error is null ? null : row.Dialect.BodyOf(error);
    }
}
