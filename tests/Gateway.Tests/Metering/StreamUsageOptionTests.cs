using System.Text;

namespace Gateway.Metering;

public sealed class StreamUsageOptionTests
{
    [Theory]
    [InlineData("""{"model":"electron"}""", """{"model":"electron","stream_options":{"include_usage":true}}""")]
    [InlineData(""" { "model" : "electron" , "a":[{"stream_options":1}] }  """, """ { "model" : "electron" , "a":[{"stream_options":1}] ,"stream_options":{"include_usage":true}}  """)]
    [InlineData("""{"stream_options":null,"x":1}""", """{"stream_options":{"include_usage":true},"x":1}""")]
    [InlineData("""{"stream_options":{},"x":1}""", """{"stream_options":{"include_usage":true},"x":1}""")]
    [InlineData("""{"stream_options":{ "of_tomorrow": [1,2] },"x":1}""", """{"stream_options":{ "of_tomorrow": [1,2] ,"include_usage":true},"x":1}""")]
    [InlineData("""{"stream_options":{"include_usage":false},"x":1}""", """{"stream_options":{"include_usage":true},"x":1}""")]
    [InlineData("""{"stream_options":{"include_usage":{"a":[]}, "b":2}}""", """{"stream_options":{"include_usage":true, "b":2}}""")]
    [InlineData("""{"stream_options":{"include_usage":true},"stream_options":"no"}""", """{"stream_options":{"include_usage":true},"stream_options":{"include_usage":true}}""")]
    public void Option_IsPutInItsPlace_AndNothingElseChanges(string body, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.True(StreamUsageOption.TryFind(bytes, out var option));
        for (var size = 1; size < 40; size++)
        {
            using var spliced = new SplicedBody(new MemoryStream(bytes), option);
            var read = new MemoryStream();
            spliced.CopyTo(read, size);
            Assert.Equal(expected, Encoding.UTF8.GetString(read.ToArray()));
        }
        Assert.Equal(expected.Length, body.Length + option.Text.Length - option.Removed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("""{"a":""")]
    public void WhatIsNoObject_StaysAsItIs(string body) => Assert.False(StreamUsageOption.TryFind(Encoding.UTF8.GetBytes(body), out _));
}
