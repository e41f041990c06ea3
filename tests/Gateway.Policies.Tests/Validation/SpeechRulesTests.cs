using Gateway.Policies.Contracts;

namespace Gateway.Policies.Validation;

public sealed class SpeechRulesTests
{
    private const string Valid =
        """
        {
          "text": "Your parcel is waiting at locker nine.",
          "voice_id": "magnus",
          "model": "lightning_v3.1",
          "sample_rate": 24000,
          "speed": 1.0,
          "language": "en",
          "output_format": "wav",
          "session_id": "kiosk-17.morning",
          "request_id": "announce_0042"
        }
        """;

    [Theory]
    [InlineData("T1")]
    [InlineData("T2")]
    [InlineData("T4")]
    [InlineData("T5")]
    public void ValidBody_GoesOnWithItsFacts(string id)
    {
        Assert.Null(Judging.Body(id, Valid, out var facts));

        Assert.Equal(
            new BodyFacts
            {
                Model = "lightning_v3.1",
                Voice = "magnus",
                Language = "en",
                Characters = 38,
                CodePoints = 38,
                Format = "wav",
                SampleRate = 24000,
            },
            facts);
    }

    [Fact]
    public void SmallestBody_HasTheDefaultsOfTheEndpoint()
    {
        Assert.Null(Judging.Body("T1", """{"text":"Doors open.","voice_id":"magnus"}""", out var facts));

        Assert.Equal(
            new BodyFacts { Model = "lightning_v3.1", Voice = "magnus", Characters = 11, CodePoints = 11, Format = "pcm", SampleRate = 44100 },
            facts);
    }

    [Fact]
    public void NumbersInALanguage_MakeItTheLanguageWhenNoneIsNamed()
    {
        Assert.Null(Judging.Body("T1", Tts(""" "number_pronunciation_language": "hi" """), out var numbers));
        Assert.Null(Judging.Body("T1", Tts(""" "language": "en", "number_pronunciation_language": "hi" """), out var both));

        Assert.Equal("hi", numbers.Language);
        Assert.Equal("en", both.Language);
    }

    [Fact]
    public void Characters_AreCountedWithEscapesResolved()
    {
        Judging.Body("T1", """{"voice_id":"v","text":"a\u00e9\n\ud83d\ude00😀\"é"}""", out var facts);

        Assert.Equal(9, facts.Characters);
        Assert.Equal(7, facts.CodePoints);
    }

    [Fact]
    public void MissingVoice_IsToldInTheDocumentedForm() => Assert.Equal(
        """{"error":"InvalidRequest","message":"The 'voice_id' field is required."}""", Judging.Body("T1", """{"text":"Hi"}"""));

    [Theory]
    [InlineData("""{"voice_id":"magnus"}""")]
    [InlineData("""{"voice_id":"magnus","text":null}""")]
    public void MissingText_IsToldInTheDocumentedForm(string body) => Assert.Equal(
        """{"error":"InvalidRequest","message":"The 'text' field is required."}""", Judging.Body("T1", body));

    [Theory]
    [InlineData("T1")]
    [InlineData("T2")]
    [InlineData("T4")]
    [InlineData("T5")]
    public void Mulaw_IsRefusedInTheLiveForm(string id) => Assert.Equal(
        """{"error":[{"received":"mulaw","code":"invalid_enum_value","options":["wav","ulaw","alaw","pcm","mp3"],"path":["output_format"],"message":"Invalid enum value. Expected 'wav' | 'ulaw' | 'alaw' | 'pcm' | 'mp3', received 'mulaw'"}]}""",
        Judging.Body(id, Tts(""" "output_format": "mulaw" """)));

    [Fact]
    public void LanguageOfThePro_OnTheStandardPool_IsRefusedWithTheList() => Assert.Equal(
        """{"error":[{"code":"custom","path":["language"],"message":"Language 'el' is not supported on the lightning_v3.1 model. Supported languages: en, hi, mr, kn, ta, bn, gu, te, ml, pa, or, es, de, fr, it, nl, sv, pt, ru, pl"}]}""",
        Judging.Body("T1", Tts(""" "language": "el" """)));

    [Theory]
    [InlineData(""" "language": "auto" """)]
    [InlineData(""" "language": "he" """)]
    [InlineData(""" "language": "el", "model": "lightning_v3.1_pro" """)]
    [InlineData(""" "model": "lightning_v3.1_pro", "language": "auto" """)]
    public void LanguageThatTheServiceTakes_GoesOn(string fields) => Assert.Null(Judging.Body("T1", Tts(fields)));

    [Theory]
    [InlineData(""" "language": "xx", "model": "lightning_v3.1_pro" """, "lightning_v3.1_pro")]
    [InlineData(""" "language": "en-US" """, "lightning_v3.1")]
    [InlineData(""" "language": "" """, "lightning_v3.1")]
    public void LanguageThatNoModelSpeaks_IsRefused(string fields, string model) => Assert.Contains(
        $"is not supported on the {model} model.", Judging.Body("T1", Tts(fields)), StringComparison.Ordinal);

    [Theory]
    [InlineData("22050")]
    [InlineData("48000")]
    [InlineData("8000.5")]
    public void SampleRate_OutsideTheOptions_IsRefused(string rate) => Assert.Equal(
        $$"""{"error":[{"received":{{rate}},"code":"invalid_enum_value","options":[8000,16000,24000,44100],"path":["sample_rate"],"message":"Invalid enum value. Expected 8000 | 16000 | 24000 | 44100, received '{{rate}}'"}]}""",
        Judging.Body("T1", Tts($""" "sample_rate": {rate} """)));

    [Theory]
    [InlineData("8000", 8000)]
    [InlineData("16000.0", 16000)]
    [InlineData("2.4e4", 24000)]
    [InlineData("44100", 44100)]
    public void SampleRate_InAnyNotation_IsTheNumber(string rate, int expected)
    {
        Assert.Null(Judging.Body("T1", Tts($""" "sample_rate": {rate} """), out var facts));
        Assert.Equal(expected, facts.SampleRate);
    }

    [Theory]
    [InlineData("0.49", "too_small", "Number must be greater than or equal to 0.5")]
    [InlineData("2.01", "too_big", "Number must be less than or equal to 2")]
    [InlineData("1e999", "too_big", "Number must be less than or equal to 2")]
    [InlineData("-1e999", "too_small", "Number must be greater than or equal to 0.5")]
    public void Speed_OutOfRange_IsRefused(string speed, string code, string message)
    {
        var body = Judging.Body("T1", Tts($""" "speed": {speed} """));

        Assert.Contains($"\"code\":\"{code}\"", body, StringComparison.Ordinal);
        Assert.Contains($"\"message\":\"{message}\",\"path\":[\"speed\"]", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.5")]
    [InlineData("2")]
    [InlineData("2.0")]
    [InlineData("1")]
    public void Speed_AtItsBounds_GoesOn(string speed) => Assert.Null(Judging.Body("T1", Tts($""" "speed": {speed} """)));

    [Fact]
    public void UnknownModel_IsRefused() => Assert.Equal(
        """{"error":[{"received":"lightning-v3.1","code":"invalid_enum_value","options":["lightning_v3.1","lightning_v3.1_pro"],"path":["model"],"message":"Invalid enum value. Expected 'lightning_v3.1' | 'lightning_v3.1_pro', received 'lightning-v3.1'"}]}""",
        Judging.Body("T1", Tts(""" "model": "lightning-v3.1" """)));

    [Theory]
    [InlineData("session_id")]
    [InlineData("request_id")]
    public void Id_OfOtherCharacters_IsRefused(string name) => Assert.Equal(
        $$"""{"error":[{"validation":"regex","code":"invalid_string","message":"Invalid","path":["{{name}}"]}]}""",
        Judging.Body("T1", Tts($""" "{name}": "two words" """)));

    [Fact]
    public void Id_ThatIsTooLong_IsRefused()
    {
        Assert.Null(Judging.Body("T1", Tts($""" "session_id": "{new string('a', 128)}" """)));
        Assert.Equal(
            """{"error":[{"code":"too_big","maximum":128,"type":"string","inclusive":true,"exact":false,"message":"String must contain at most 128 character(s)","path":["session_id"]}]}""",
            Judging.Body("T1", Tts($""" "session_id": "{new string('a', 129)}" """)));
    }

    [Theory]
    [InlineData("text", "7", "string", "number")]
    [InlineData("voice_id", "[]", "string", "array")]
    [InlineData("speed", "\"fast\"", "number", "string")]
    [InlineData("sample_rate", "\"24000\"", "number", "string")]
    [InlineData("language", "{}", "string", "object")]
    [InlineData("math_notation", "\"true\"", "boolean", "string")]
    [InlineData("word_timestamps", "1", "boolean", "number")]
    [InlineData("pronunciation_dicts", "\"id\"", "array", "string")]
    public void WrongType_IsRefused(string name, string value, string expected, string received) => Assert.Equal(
        $$"""{"error":[{"code":"invalid_type","expected":"{{expected}}","received":"{{received}}","path":["{{name}}"],"message":"Expected {{expected}}, received {{received}}"}]}""",
        Judging.Body("T1", $$"""{"text":"a","voice_id":"b","{{name}}":{{value}}}"""));

    [Theory]
    [InlineData(""" "language": null, "model": null, "speed": null """)]
    [InlineData(""" "add_wav_header": false, "enhancement": 1, "similarity": 0, "consistency": 0.5, "save_history": true """)]
    [InlineData(""" "future": {"deep": [1, {"text": 3, "model": "x"}]} """)]
    public void WhatTheContractDoesNotName_GoesOn(string fields) => Assert.Null(Judging.Body("T1", Tts(fields)));

    [Fact]
    public void RepeatedField_IsJudgedEachTime()
    {
        Assert.NotNull(Judging.Body("T1", Tts(""" "speed": 9, "speed": 1 """)));
        Assert.Null(Judging.Body("T1", Tts(""" "model": "lightning_v3.1", "model": "lightning_v3.1_pro" """), out var facts));
        Assert.Equal("lightning_v3.1_pro", facts.Model);
    }

    [Fact]
    public void EscapedNames_AreFieldsAsWell() =>
        Assert.NotNull(Judging.Body("T1", Tts(""" "sp\u0065ed": 9 """)));

    [Fact]
    public void Refusal_NeverRepeatsMoreThanABoundedPieceOfInput()
    {
        var secret = "sk_" + new string('s', 500);
        var body = Judging.Body("T1", Tts($""" "output_format": "{secret}" """))!;

        Assert.DoesNotContain(new string('s', 40), body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("R-lightning-v2-get-speech", "lightning-v2")]
    [InlineData("R-lightning-large-stream", "lightning-large")]
    public void RetiredBody_IsMeasuredAndNeverRefused(string id, string model)
    {
        Assert.Null(Judging.Body(id, """{"text":"Any one home?","voice_id":7,"sample_rate":22050,"speed":9,"language":"xx"}""", out var facts));

        Assert.Equal(model, facts.Model);
        Assert.Equal(13, facts.Characters);
    }

    [Fact]
    public void EveryLanguageOfAModel_GoesOn() => Assert.All(
        Languages.SpeechPro, code => Assert.Null(Judging.Body("T1", Tts($""" "model": "lightning_v3.1_pro", "language": "{code}" """))));

    private static string Tts(string fields) => $$"""{"text": "Hi", "voice_id": "magnus", {{fields}} }""";
}
