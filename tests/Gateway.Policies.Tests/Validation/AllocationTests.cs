using System.Text;
using Gateway.Policies.Contracts;

namespace Gateway.Policies.Validation;

/// <summary>The hot path: what is judged for every request and frame costs no memory when it is valid.</summary>
public sealed class AllocationTests
{
    // A string of six characters with its header, rounded up.
    private const long VoiceString = 40;

    [Theory]
    [InlineData("L1", """{"model":"electron","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"When?\n"}],"temperature":0.3,"stream":true,"stop":["x"],"tool_choice":"auto"}""", 0)]
    [InlineData("T1", """{"text":"Your parcel \u00e9 is waiting.","voice_id":"magnus","model":"lightning_v3.1","sample_rate":24000,"speed":1.0,"language":"en","output_format":"wav","request_id":"a-1"}""", VoiceString)]
    [InlineData("X1", """{"text":"Late again.","features":{"topics":true}}""", 0)]
    [InlineData("D2", """{"items":[{"word":"Nguyen","pronunciation":"win"}]}""", 0)]
    [InlineData("S1", """{"url":"https://files.example/meeting-7.mp3"}""", 0)]
    public void ValidBody(string id, string json, long expected)
    {
        var rules = WavesContracts.Find(id)!.JsonRules!;
        var body = Encoding.UTF8.GetBytes(json);

        Assert.Equal(expected, Measure(() => Assert.Null(rules.Judge(body, "model=pulse", out _))));
    }

    [Theory]
    [InlineData("S1", "?model=pulse-pro&language=en&word_timestamps=true&keywords=a%3A1")]
    [InlineData("S2", "model=pulse&language=en&encoding=linear16&sample_rate=16000&eou_timeout_ms=100")]
    [InlineData("H1", "model=hydra-v1.1")]
    [InlineData("T3", "timeout=60")]
    public void ValidQuery(string id, string query)
    {
        var rules = WavesContracts.Find(id)!.QueryRules!;

        Assert.Equal(0, Measure(() => Assert.Null(rules.Judge(query, out _))));
    }

    [Fact]
    public void ValidFrame_WithTheVoiceOfTheFrameBefore()
    {
        var frame = Encoding.UTF8.GetBytes(
            """{"model":"lightning_v3.1","voice_id":"magnus","sample_rate":24000,"speed":1.0,"language":"en","max_buffer_flush_ms":0,"text":" evening,","continue":true,"flush":false,"request_id":"turn-9"}""");
        TtsFrameRules.Current.Judge(frame, default, out var previous);

        Assert.Equal(0, Measure(() => Assert.Null(TtsFrameRules.Current.Judge(frame, in previous, out _))));
    }

    /// <summary>Bytes that a run allocates on this thread: the least of several, as the runtime itself now and then adds some.</summary>
    private static long Measure(Action run)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
