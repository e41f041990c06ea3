using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Gateway.Admin.Declarations;

namespace Gateway.Admin;

public sealed class YamlTextTests
{
    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: '1'", """{"a":"1"}""")]
    [InlineData("a: true\nb: yes\nc: ~\nd: null", """{"a":true,"b":"yes","c":null,"d":null}""")]
    [InlineData("a: [x, 2.5, \"\"]", """{"a":["x",2.5,""]}""")]
    [InlineData("a: 2026-05-28T00:00:00Z", """{"a":"2026-05-28T00:00:00Z"}""")]
    [InlineData("a: &x {b: 1}\nc: *x", """{"a":{"b":1},"c":{"b":1}}""")]
    [InlineData("""{"a":{"b":[1,"x"]}}""", """{"a":{"b":[1,"x"]}}""")]
    public void Read_GivesTheJsonThatItStandsFor(string yaml, string json) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), YamlText.Read(yaml)));

    [Theory]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: b: c")]
    [InlineData("---\na: 1\n---\nb: 2")]
    [InlineData("[1]: 2")]
    public void Read_OfWhatCannotBeJson_SaysWhere(string yaml) => Assert.Throws<JsonException>(() => YamlText.Read(yaml));

    [Fact]
    public void Read_OfEndlessNesting_IsRefused() => Assert.Throws<JsonException>(() => YamlText.Read(new string('[', 40) + new string(']', 40)));

    [Fact]
    public void Write_IsReadAsTheSame()
    {
        var text = Gen.OneOf(Gen.String[Gen.Char.AlphaNumeric, 0, 8], Awkward("", "1", "1e3", "true", "null", "~", "a: b", "- x", "#c", "'q'", "\"", "x\ny", " s ", "é→", "{", "*a", "0.5", "..."));
        var leaf = Gen.OneOf<JsonNode?>(
            text.Select(JsonNode? (value) => JsonValue.Create(value)),
            Gen.Int.Select(JsonNode? (value) => JsonValue.Create((decimal)value)),
            Gen.Bool.Select(JsonNode? (value) => JsonValue.Create(value)),
            Gen.Bool.Select(JsonNode? (_) => null));
        var list = leaf.Array[0, 4].Select(JsonNode? (items) => new JsonArray([.. items.Select(item => item?.DeepClone())]));
        var members = Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 6], Gen.OneOf(leaf, list)).Array[1, 5]
            .Select(pairs => new JsonObject(pairs.DistinctBy(pair => pair.Item1).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2?.DeepClone()))));

        members.Sample(node => JsonNode.DeepEquals(node, YamlText.Read(YamlText.Write(node))), print: node => $"{node.ToJsonString()}\n{YamlText.Write(node)}");
    }

    private static Gen<string> Awkward(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
