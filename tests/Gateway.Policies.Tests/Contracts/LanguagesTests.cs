namespace Gateway.Policies.Contracts;

public sealed class LanguagesTests
{
    [Fact]
    public void Counts_AreThoseOfTheContract()
    {
        Assert.Equal(32, Languages.Speech.Length);
        Assert.Equal(20, Languages.SpeechStandard.Length);
        Assert.Equal(31, Languages.SpeechPro.Length);
        Assert.Equal(29, Languages.Recordings.Length);
        Assert.Equal(24, Languages.Live.Length);
    }

    [Fact]
    public void StandardPool_SpeaksASubsetInTheSameOrder() =>
        Assert.Equal(Languages.Speech.Where(Languages.SpeechStandard.Contains), Languages.SpeechStandard);

    [Fact]
    public void ProPool_SpeaksThatAndElevenMore() => Assert.Equal(
        ["el", "fi", "no", "ar", "zh", "id", "ja", "ko", "ms", "tr", "vi"], Languages.SpeechPro.Except(Languages.SpeechStandard));

    [Fact]
    public void Codes_AreUnique() => Assert.All(
        [Languages.Speech, Languages.SpeechStandard, Languages.Recordings, Languages.Live],
        codes => Assert.Equal(codes.Length, codes.Distinct().Count()));
}
