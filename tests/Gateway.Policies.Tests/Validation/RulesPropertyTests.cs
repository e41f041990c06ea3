using System.Text;
using CsCheck;
using Gateway.Policies.Contracts;

namespace Gateway.Policies.Validation;

/// <summary>What holds for all rules of the table, whatever comes.</summary>
public sealed class RulesPropertyTests
{
    private static readonly string[] JsonRows = [.. WavesContracts.All.Where(c => c.JsonRules is not null).Select(c => c.Id)];

    [Fact]
    public void RandomBytes_AreJudgedAndNeverThrow() => Gen.Select(Gen.OneOf(JsonRows), Gen.Byte.Array[0, 200]).Sample((id, body) =>
    {
        Judging.Body(id, body, out _);
        TtsFrameRules.Current.Judge(body, default, out _);
        TtsFrameRules.EchoOf(body);
    });

    [Fact]
    public void BrokenJson_IsJudgedAndNeverThrows() => Gen.Select(Gen.OneOf(JsonRows), Bodies, Gen.Int[0, 400], Gen.Byte).Sample((id, json, at, value) =>
    {
        var body = Encoding.UTF8.GetBytes(json);
        body[at % body.Length] = value;
        Judging.Body(id, body, out _);
        Judging.Body(id, body[..(at % body.Length)], out _);
        TtsFrameRules.Current.Judge(body, default, out _);
    });

    [Fact]
    public void AnyValidSpeech_GoesOnWithItsLength() => Gen.Select(
        Gen.String[Gen.Char[' ', '\u07ff'], 0, 50],
        Gen.OneOf([.. Languages.SpeechPro]),
        Gen.Double[0.5, 2],
        Gen.OneOf(8000, 16000, 24000, 44100),
        Gen.OneOf("pcm", "mp3", "wav", "ulaw", "alaw"),
        Gen.Shuffle(Enumerable.Range(0, 8).ToArray())).Sample((text, language, speed, rate, format, order) =>
    {
        string[] fields =
        [
            $"\"text\":{System.Text.Json.JsonSerializer.Serialize(text)}",
            "\"voice_id\":\"magnus\"",
            "\"model\":\"lightning_v3.1_pro\"",
            $"\"language\":\"{language}\"",
            $"\"speed\":{speed.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}",
            $"\"sample_rate\":{rate}",
            $"\"output_format\":\"{format}\"",
            "\"unknown\":{\"text\":[null]}",
        ];
        var body = "{" + string.Join(',', order.Select(position => fields[position])) + "}";

        Assert.Null(Judging.Body("T1", body, out var facts));
        Assert.Equal((text.Length, rate, format, language), (facts.Characters, facts.SampleRate, facts.Format, facts.Language));
        Assert.Null(Judging.Frame("T3", body, out var frame));
        Assert.Equal((text.Length, string.IsNullOrWhiteSpace(text)), (frame.Characters, frame.IsBlank));
    });

    private static Gen<string> Bodies { get; } = Gen.OneOf(
        """{"text":"Caf\u00e9 \ud83d\ude00","voice_id":"magnus","model":"lightning_v3.1","speed":1.5,"sample_rate":24000,"language":"en"}""",
        """{"model":"electron","messages":[{"role":"user","content":"Hi"}],"tools":[{}],"stop":["a"],"response_format":{"type":"text"}}""",
        """{"items":[{"word":"Nguyen","pronunciation":"win"}],"id":"x","url":"https://a.example/b"}""",
        """{"transcript":"a","prompt":"b","dispositionMetrics":[{"identifier":"t","dispositionMetricType":"ENUM"}],"features":{"topics":true}}""");
}
