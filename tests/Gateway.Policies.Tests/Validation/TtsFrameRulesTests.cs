using System.Text;

namespace Gateway.Policies.Validation;

public sealed class TtsFrameRulesTests
{
    [Theory]
    [InlineData("T3")]
    [InlineData("T6")]
    public void Sentence_GoesOnWithItsFacts(string id)
    {
        const string Frame =
            """{"text":"First the keys.","voice_id":"meher","model":"lightning_v3.1_pro","language":"en","sample_rate":24000,"output_format":"pcm"}""";

        Assert.Null(Judging.Frame(id, Frame, out var facts));
        Assert.Equal(
            new TtsFrameFacts
            {
                HasText = true,
                Characters = 15,
                CodePoints = 15,
                Model = "lightning_v3.1_pro",
                Voice = "meher",
                Language = "en",
                Format = "pcm",
                SampleRate = 24000,
            },
            facts);
    }

    [Fact]
    public void Token_SaysThatMoreFollows()
    {
        Assert.Null(Judging.Frame("T3", """{"voice_id":"magnus","text":" evening,","continue":true,"flush":false,"max_buffer_flush_ms":0}""", out var facts));

        Assert.True(facts.Continue);
        Assert.False(facts.Flush);
        Assert.False(facts.IsBlank);
    }

    [Fact]
    public void ClosingFrame_FlushesWithoutText()
    {
        Assert.Null(Judging.Frame("T3", """{"voice_id":"magnus","text":"","continue":false,"flush":true}""", out var facts));

        Assert.True(facts.HasText);
        Assert.True(facts.IsBlank);
        Assert.True(facts.Flush);
        Assert.False(facts.Continue);
    }

    [Theory]
    [InlineData(""" " " """, true)]
    [InlineData(""" " \t\n\u2003\u0020" """, true)]
    [InlineData(""" "\u00a0" """, true)]
    [InlineData(""" " a" """, false)]
    [InlineData(""" "\u0061" """, false)]
    [InlineData(""" " é" """, false)]
    [InlineData(""" "\ud83d\ude00" """, false)]
    public void Keepalive_IsBlank(string text, bool isBlank)
    {
        Assert.Null(Judging.Frame("T3", $$"""{"text":{{text}},"voice_id":"magnus","model":"lightning_v3.1","language":"en"}""", out var facts));
        Assert.Equal(isBlank, facts.IsBlank);
    }

    [Theory]
    [InlineData("""{"cancel_request":true}""")]
    [InlineData("""{"type":"cancel","context_id":"c-1"}""")]
    [InlineData("{}")]
    public void FrameOfUnknownKind_GoesOnAndIsBlank(string frame)
    {
        Assert.Null(Judging.Frame("T3", frame, out var facts));

        Assert.False(facts.HasText);
        Assert.True(facts.IsBlank);
    }

    [Fact]
    public void TextWithoutVoice_IsRefused() => Assert.Equal(
        """{"status":"error","message":"The 'voice_id' field is required.","error":{"message":"The 'voice_id' field is required.","code":"invalid_request"},"external_request_id":"turn-9"}""",
        Judging.Frame("T3", """{"text":"Hi","request_id":"turn-9"}"""));

    [Fact]
    public void VoiceWithoutText_IsRefused() => Assert.Contains(
        "The 'text' field is required.", Judging.Frame("T3", """{"voice_id":"magnus"}"""), StringComparison.Ordinal);

    [Theory]
    [InlineData(""" "speed": 2.5 """, "speed: Number must be less than or equal to 2")]
    [InlineData(""" "max_buffer_flush_ms": 1001 """, "max_buffer_flush_ms: Number must be less than or equal to 1000")]
    [InlineData(""" "max_buffer_flush_ms": 0.5 """, "max_buffer_flush_ms: Expected integer, received float")]
    [InlineData(""" "complete_backoff_ms": -1 """, "complete_backoff_ms: Number must be greater than or equal to 0")]
    [InlineData(""" "continue": "yes" """, "continue: Expected boolean, received string")]
    [InlineData(""" "model": "lightning-v2" """, "model: Invalid enum value. Expected 'lightning_v3.1' | 'lightning_v3.1_pro', received 'lightning-v2'")]
    [InlineData(""" "sample_rate": 48000 """, "sample_rate: Invalid enum value. Expected 8000 | 16000 | 24000 | 44100, received '48000'")]
    [InlineData(""" "request_id": "a b" """, "request_id: Invalid")]
    [InlineData(""" "language": "el" """, "Language 'el' is not supported on the lightning_v3.1 model.")]
    public void FieldOutOfBounds_IsToldInWords(string field, string message) => Assert.Contains(
        message, Judging.Frame("T3", $$"""{"text":"Hi","voice_id":"magnus",{{field}}}"""), StringComparison.Ordinal);

    [Theory]
    [InlineData(""" "complete_backoff_ms": 10000 """)]
    [InlineData(""" "complete_backoff_ms": 0.5 """)]
    [InlineData(""" "output_format": "mulaw" """)]
    [InlineData(""" "enhancement": 1, "similarity": 0, "pronunciation_dicts": "x", "context_id": "c" """)]
    public void WhatNoSchemaNamesOnSockets_GoesOn(string field) =>
        Assert.Null(Judging.Frame("T3", $$"""{"text":"Hi","voice_id":"magnus",{{field}}}"""));

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("""{"text":"a"} x""")]
    public void BrokenFrame_IsRefusedWithoutIds(string frame) => Assert.Equal(
        """{"status":"error","message":"The frame is not a valid JSON object in UTF-8.","error":{"message":"The frame is not a valid JSON object in UTF-8.","code":"invalid_request"}}""",
        Judging.Frame("T3", frame));

    [Fact]
    public void Echo_IsThatOfTheFrame()
    {
        var echo = TtsFrameRules.EchoOf("""{"session_id":"call-1","text":"a","request_id":"turn\u002d9"}"""u8);

        Assert.Equal(new("call-1", "turn-9", null), echo);
    }

    [Fact]
    public void SameVoice_KeepsItsString()
    {
        var frame = Encoding.UTF8.GetBytes("""{"text":"a","voice_id":"voice_k3Tq81LmZa"}""");
        TtsFrameRules.Current.Judge(frame, default, out var first);

        TtsFrameRules.Current.Judge(frame, in first, out var second);

        Assert.Same(first.Voice, second.Voice);
    }

    [Fact]
    public void RetiredFrame_IsMeasuredAndNeverRefused()
    {
        Assert.Null(Judging.Frame("R-lightning-v2-stream-ws", """{"text":"Hello","speed":5,"language":"he","flush":1}""", out var facts));

        Assert.Equal("lightning-v2", facts.Model);
        Assert.Equal(5, facts.Characters);
        Assert.False(facts.IsBlank);
    }
}
