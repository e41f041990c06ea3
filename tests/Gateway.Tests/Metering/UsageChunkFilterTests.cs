using System.Text;

namespace Gateway.Metering;

public sealed class UsageChunkFilterTests
{
    private const string Figures = """data: {"id":"c","choices":[],"usage":{"prompt_tokens":14,"completion_tokens":6,"total_tokens":20}}""";

    private const string Content =
        """
        data: {"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

        data: {"id":"c","choices":[{"index":0,"delta":{"content":"\"usage\": {}, \"choices\":[]"},"finish_reason":null}]}

        : a comment

        data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}


        """;

    public static TheoryData<string, string, string> Streams
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var line in new[] { "\n", "\r\n" })
            {
                var (content, figures, done) = ((Content + "\n").Replace("\n", line, StringComparison.Ordinal), Figures + line + line, "data: [DONE]" + line + line);
                data.Add("with figures" + line.Length, content + figures + done, content + done);
                data.Add("without figures" + line.Length, content + done, content + done);
                data.Add("figures in another order" + line.Length, content + Figures.Replace("\"choices\":[],", "", StringComparison.Ordinal).Replace("}}", "},\"choices\": [ ]}", StringComparison.Ordinal) + line + line + done, content + done);
                data.Add("cut inside the figures" + line.Length, content + figures[..40], content + figures[..40]);
                data.Add("cut inside content" + line.Length, content[..^30], content[..^30]);
                data.Add("empty choices alone" + line.Length, "data: {\"choices\":[]}" + line + line, "data: {\"choices\":[]}" + line + line);
                data.Add("no JSON" + line.Length, "data: {\"usage\"" + line + line + done, "data: {\"usage\"" + line + line + done);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Figures_AreTakenOut_WhereverReadsCutThem(string name, string stream, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var size = 1; size <= bytes.Length; size++)
            Assert.True(expected == Through(bytes, size), $"{name} in reads of {size}: {Through(bytes, size)}");
    }

    [Fact]
    public void Content_PassesBeforeItsEventIsWhole()
    {
        var filter = new UsageChunkFilter();
        var start = Encoding.UTF8.GetBytes("""data: {"choices":[{"index":0,"delta":{"content":"Hel""");

        Assert.Equal(start.Length, filter.Filter(start, isEnd: false));
    }

    [Fact]
    public void Event_ThatIsTooLongToBeTheFigures_Passes()
    {
        var filter = new UsageChunkFilter();
        var start = Encoding.UTF8.GetBytes("data: " + new string('x', UsageChunkFilter.MaxHeldBytes));

        Assert.Equal(start.Length, filter.Filter(start, isEnd: false));
    }

    private static string Through(byte[] stream, int size)
    {
        var filter = new UsageChunkFilter();
        var buffer = new byte[UsageChunkFilter.MaxHeldBytes + size];
        var passed = new MemoryStream();
        for (var at = 0; at <= stream.Length; at += size)
        {
            var held = filter.TakeHeld(buffer);
            var read = Math.Min(size, stream.Length - at);
            stream.AsSpan(at, read).CopyTo(buffer.AsSpan(held));
            passed.Write(buffer, 0, filter.Filter(buffer.AsSpan(0, held + read), read == 0));
        }
        var rest = filter.TakeHeld(buffer);
        passed.Write(buffer, 0, filter.Filter(buffer.AsSpan(0, rest), isEnd: true));
        return Encoding.UTF8.GetString(passed.ToArray());
    }
}
