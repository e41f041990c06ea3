using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace Gateway.Policies.Validation;

public sealed class JsonFieldsTests
{
    private static readonly ImmutableArray<string> Tuning = ["consistency", "similarity", "enhancement"];

    [Theory]
    [InlineData("""{"text":"a","consistency":0.5,"voice_id":"b"}""", """{"text":"a","voice_id":"b"}""")]
    [InlineData("""{ "consistency": 1,  "text": "a" }""", """{  "text": "a" }""")]
    [InlineData("""{"text":"a" , "enhancement" : {"x":[1,2]} }""", """{"text":"a" }""")]
    [InlineData("""{"similarity":0,"enhancement":1}""", "{}")]
    [InlineData("""{"similarity":0,"enhancement":1,"a":2,"similarity":3}""", """{"a":2}""")]
    [InlineData("""{"s\u0069milarity":0,"a":1}""", """{"a":1}""")]
    [InlineData("""{"a":{"similarity":1},"b":["similarity"]}""", """{"a":{"similarity":1},"b":["similarity"]}""")]
    [InlineData("{}", "{}")]
    public void Fields_AreLeftOutAndNothingElseChanges(string body, string expected) => Assert.Equal(expected, Without(body));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1} x")]
    public void NotAnObject_LeavesTheOutputAlone(string body) => Assert.Null(Without(body));

    [Fact]
    public void AnyObject_KeepsExactlyTheOtherFields() =>
        Gen.Select(Gen.OneOf("consistency", "similarity", "enhancement", "text", "voice_id", "x"), Gen.OneOf("1", "\"a,b\"", "[1,{\"similarity\":2}]", "null"), Gen.OneOf("", " ", "\n  "))
            .Array[0, 8]
            .Sample(fields =>
            {
                var kept = fields.Where(field => !Tuning.Contains(field.Item1)).Select(field => (field.Item1, field.Item2));
                var body = "{" + string.Join(',', fields.Select(f => $"{f.Item3}\"{f.Item1}\"{f.Item3}:{f.Item2}{f.Item3}")) + "}";

                using var json = JsonDocument.Parse(Without(body)!);
                Assert.Equal(kept, json.RootElement.EnumerateObject().Select(p => (p.Name, p.Value.GetRawText())));
            });

    private static string? Without(string body)
    {
        var output = new ArrayBufferWriter<byte>();
        if (JsonFields.TryCopyWithout(Encoding.UTF8.GetBytes(body), Tuning, output))
            return Encoding.UTF8.GetString(output.WrittenSpan);
        Assert.Equal(0, output.WrittenCount);
        return null;
    }
}
