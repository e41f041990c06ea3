using System.Text;
using System.Text.Json;
using CsCheck;

namespace Gateway.Policies.Validation.Json;

public sealed class JsonTextTests
{
    // Characters of every width, halves of pairs, and those that JSON must or may escape.
    private static readonly Gen<string> Texts =
        Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['\u0000', '\u001f'], Gen.Char['\u0080', '\u07ff'], Gen.Char['\u4e00', '\u4fff'], Gen.Char['\ud800', '\udfff'], Gen.OneOf('"', '\\', '/'))
            .Array[0, 40]
            .Select(chars => new string(chars));

    [Fact]
    public void Measure_CountsAsJavaScriptDoes() => Gen.Select(Texts, Gen.Int).Sample((text, seed) =>
        With(text, seed, (reader, whole) => Assert.Equal(
            new TextLength(whole.Length, whole.Length - Pairs(whole)), JsonText.Of(in reader).Measure())));

    [Fact]
    public void ToStringWithin_GivesTheTextOrNothing() => Gen.Select(Texts, Gen.Int).Sample((text, seed) =>
        With(text, seed, (reader, whole) =>
        {
            Assert.Equal(whole, JsonText.Of(in reader).ToStringWithin(40));
            if (whole.Length > 5)
                Assert.Null(JsonText.Of(in reader).ToStringWithin(whole.Length - 1));
        }));

    [Fact]
    public void IsBlank_AgreesWithTheString() => Gen.Select(Gen.OneOf(Texts, Gen.OneOf(" ", "\t\n ", "\u2003", "", "\u00a0 ")), Gen.Int).Sample((text, seed) =>
        With(text, seed, (reader, whole) => Assert.Equal(string.IsNullOrWhiteSpace(whole), JsonText.Of(in reader).IsBlank())));

    [Theory]
    [InlineData("\"model\"", true)]
    [InlineData("\"m\\u006fdel\"", true)]
    [InlineData("\"\\u006d\\u006f\\u0064\\u0065\\u006c\"", true)]
    [InlineData("\"modem\"", false)]
    [InlineData("\"m\\u006fdels\"", false)]
    [InlineData("\"m\\u006fde\"", false)]
    [InlineData("\"\\ud83d\\ude00l\"", false)]
    [InlineData("\"\"", false)]
    public void Is_SeesThroughEscapes(string json, bool expected)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();

        Assert.Equal(expected, JsonText.Of(in reader).Is("model"u8));
    }

    [Fact]
    public void Shown_IsBoundedAndPrintable() => Gen.Select(Texts, Gen.Int).Sample((text, seed) =>
        With(text, seed, (reader, whole) =>
        {
            var shown = JsonText.Of(in reader).ToShown();
            // A pair that would be cut in half is left out.
            Assert.InRange(shown.Length, Math.Min(31, whole.Length), Math.Min(32, whole.Length));
            Assert.All(shown, c => Assert.InRange(c, ' ', '~'));
        }));

    private delegate void Check(Utf8JsonReader reader, string text);

    /// <summary>Puts a text into JSON, escaping what must be and a random part of the rest.</summary>
    private static void With(string text, int seed, Check check)
    {
        var json = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            var mustEscape = text[i] < ' ' || text[i] is '"' or '\\' || (char.IsSurrogate(text[i]) && !isPair);
            if (text[i] is '\n' or '"' && (seed >> (i % 31) & 1) == 0)
                json.Append(text[i] == '\n' ? "\\n" : "\\\"");
            else if (mustEscape || (seed >> (i % 31) & 1) == 0)
                json.Append($"\\u{(int)text[i]:x4}");
            else if (isPair)
                json.Append(text[i]).Append(text[++i]);
            else
                json.Append(text[i]);
        }
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json.Append('"').ToString()));
        reader.Read();
        check(reader, text);
    }

    private static int Pairs(string text) => text.EnumerateRunes().Count(rune => rune.Value > 0xFFFF);
}
