using System.Text;
using System.Text.Json;
using CsCheck;

namespace Gateway.Relay.Inspection;

public sealed class JsonScannerTests
{
    private static readonly JsonFieldSet Fields = new(
        new JsonField("type"),
        new JsonField("data.audio", LengthOnly: true),
        new JsonField("response.usage.tokens"),
        new JsonField("words.end"),
        new JsonField("ok"));

    private const int Type = 0;
    private const int Tokens = 2;
    private const int WordEnd = 3;
    private const int Ok = 4;

    private static JsonScanner Scan(string json, int piece = int.MaxValue)
    {
        var scanner = new JsonScanner(Fields);
        scanner.Reset();
        var bytes = Encoding.UTF8.GetBytes(json);
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(piece, bytes.Length - at);
            scanner.Feed(bytes.AsSpan(at, count));
            at += count;
        }
        return scanner;
    }

    private static string Text(JsonScanner scanner, int slot) => Encoding.UTF8.GetString(scanner.Value(slot));

    [Theory]
    [InlineData("""{"type":"chunk"}""", "chunk")]
    [InlineData("""{"other":{"type":"inner"},"type":"outer"}""", "outer")]
    [InlineData("""{"other":[{"type":"inner"},["type"],"type"],"type":"outer"}""", "outer")]
    [InlineData("""  { "a" : "\"type\":\"no\"" , "type" : "yes" }  """, "yes")]
    [InlineData("""{"type":null}""", "null")]
    [InlineData("""{"type":12.5e3,"x":1}""", "12.5e3")]
    [InlineData("""{"xtype":"no","typex":"no"}""", "")]
    [InlineData("""{"type":"with \" escape"}""", "")]
    [InlineData("""{"t\u0079pe":"no"}""", "")]
    [InlineData("""{"x":"\\","type":"after a backslash"}""", "after a backslash")]
    [InlineData("""{"x":"\u0022","type":"after an escaped quote"}""", "after an escaped quote")]
    [InlineData("""{"type":""}""", "")]
    public void Value_OfATopLevelField_IsFoundWhereverItStands(string json, string expected)
    {
        Assert.Equal(expected, Text(Scan(json), Type));
        Assert.Equal(expected, Text(Scan(json, piece: 1), Type));
    }

    [Fact]
    public void Value_OfADeepField_IsFound()
    {
        var scanner = Scan("""{"response":{"usage":{"other":1,"tokens":109}},"usage":{"tokens":1},"tokens":2}""");
        Assert.Equal("109", Text(scanner, Tokens));
    }

    [Fact]
    public void Value_InAnArrayOfObjects_IsThatOfTheLast()
    {
        var scanner = Scan("""{"words":[{"word":"a","end":0.5},{"word":"b","end":1.25}],"ok":true,"x":[1,2]}""");
        Assert.Equal("1.25", Text(scanner, WordEnd));
        Assert.Equal("true", Text(scanner, Ok));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1024)]
    [InlineData(1025)]
    public void MeasuredCharacters_OfBase64_GiveTheBytes(int length)
    {
        var base64 = Convert.ToBase64String(new byte[length]);
        foreach (var piece in new[] { 1, 7, int.MaxValue })
        {
            var scanner = Scan($$$"""{"audio":"no","data":{"audio":"{{{base64}}}"},"type":"chunk"}""", piece);
            Assert.Equal(length, scanner.MeasuredCharacters * 6 / 8);
            Assert.Equal("chunk", Text(scanner, Type));
        }
    }

    [Fact]
    public void MeasuredCharacters_OfEscapedBase64_CountEachEscapeOnce()
    {
        var scanner = Scan("""{"data":{"audio":"AB\/\u002BCD=="}}""");
        Assert.Equal(6, scanner.MeasuredCharacters);
    }

    [Fact]
    public void MeasuredCharacters_WhileTheStringIsOpen_AreThoseThatPassed()
    {
        var scanner = new JsonScanner(Fields);
        scanner.Reset();
        scanner.Feed("""{"data":{"audio":"AAAA"""u8);
        Assert.Equal(4, scanner.MeasuredCharacters);
    }

    [Fact]
    public void Value_WhileItIsOpen_IsNotReported()
    {
        var scanner = new JsonScanner(Fields);
        scanner.Reset();
        scanner.Feed("""{"type":"comp"""u8);
        Assert.Equal("", Text(scanner, Type));
        scanner.Feed("""lete","""u8);
        Assert.Equal("complete", Text(scanner, Type));
    }

    [Fact]
    public void Value_AboveTheBound_IsNotReported()
    {
        Assert.Equal("", Text(Scan($$"""{"type":"{{new string('a', JsonScanner.MaxValueBytes + 1)}}"}"""), Type));
        Assert.Equal(JsonScanner.MaxValueBytes, Text(Scan($$"""{"type":"{{new string('a', JsonScanner.MaxValueBytes)}}"}"""), Type).Length);
    }

    [Theory]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("hello")]
    [InlineData("{}}")]
    [InlineData("{1:2}")]
    public void Feed_WhatIsNotAnObject_IsLost(string json) => Assert.True(Scan(json).IsLost);

    [Fact]
    public void Feed_DeepNesting_IsFollowedToTheBoundAndThenLost()
    {
        static string Nest(int depth) => "{\"x\":" + new string('[', depth - 1) + new string(']', depth - 1) + ",\"type\":\"found\"}";
        Assert.Equal("found", Text(Scan(Nest(JsonScanner.MaxNesting)), Type));
        Assert.True(Scan(Nest(JsonScanner.MaxNesting + 1)).IsLost);
    }

    [Fact]
    public void Reset_AfterAnything_ForgetsIt()
    {
        var scanner = Scan("""{"type":"chunk","data":{"audio":"AAAA""");
        scanner.Reset();
        Assert.Equal("", Text(scanner, Type));
        Assert.Equal(0, scanner.MeasuredCharacters);
        scanner.Feed("""{"type":"b"}"""u8);
        Assert.Equal("b", Text(scanner, Type));
    }

    [Fact]
    public void Feed_AnyObjectInAnyPieces_FindsWhatAParserFinds() =>
        Gen.Select(JsonGen.Object, Gen.Int[1, 40]).Sample((json, piece) =>
        {
            using var document = JsonDocument.Parse(json);
            var scanner = Scan(json, piece);
            Assert.False(scanner.IsLost);
            if (Expected(document.RootElement, "type") is { } expected)
                Assert.Equal(expected, Text(scanner, Type));
            if (document.RootElement.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
                && data.TryGetProperty("audio", out var audio) && audio.ValueKind == JsonValueKind.String
                && audio.GetString()!.TrimEnd('=') is var carrying && !carrying.Contains('=', StringComparison.Ordinal))
                Assert.Equal(carrying.Length, scanner.MeasuredCharacters);
        }, iter: 2000);

    [Fact]
    public void Feed_RandomBytes_NeverThrows() =>
        Gen.Select(Gen.OneOf(Gen.Byte, Gen.Char["{}[]\":,\\u"].Select(c => (byte)c)).Array[0, 300], Gen.Int[1, 20]).Sample((bytes, piece) =>
        {
            var scanner = new JsonScanner(Fields);
            scanner.Reset();
            for (var at = 0; at < bytes.Length; at += piece)
                scanner.Feed(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
            for (var slot = 0; slot < Fields.Count; slot++)
                Assert.InRange(scanner.Value(slot).Length, 0, JsonScanner.MaxValueBytes);
        }, iter: 5000);

    /// <summary>A scalar as the scanner reports it; null for an array, whose last scalar is its own affair.</summary>
    private static string? Expected(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Object)
            return "";
        if (value.ValueKind is JsonValueKind.Array)
            return null;
        var raw = value.GetRawText();
        if (value.ValueKind != JsonValueKind.String)
            return raw;
        return raw.Contains('\\') ? "" : raw[1..^1];
    }
}
