using BenchmarkDotNet.Attributes;

namespace Gateway.Benchmarks.Metering;

/// <summary>Time and allocation of metering for every event and piece of an answer.</summary>
[MemoryDiagnoser]
public class MeteringBenchmarks
{
    [Benchmark]
    public void CountChat() => MeteringHotPath.CountChat();

    [Benchmark]
    public void LookForFigures() => MeteringHotPath.LookForFigures();

    [Benchmark]
    public void CountAudio() => MeteringHotPath.CountAudio();

    [Benchmark]
    public void CountSamples() => MeteringHotPath.CountSamples();
}
