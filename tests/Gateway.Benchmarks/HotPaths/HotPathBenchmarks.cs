using BenchmarkDotNet.Attributes;

namespace Gateway.Benchmarks.HotPaths;

/// <summary>Time and allocation of what runs for every request.</summary>
[MemoryDiagnoser]
public class HotPathBenchmarks
{
    [Benchmark]
    public void JudgeChat() => HotPath.JudgeChat();

    [Benchmark]
    public void JudgeSpeech() => HotPath.JudgeSpeech();

    [Benchmark]
    public void FindKey() => HotPath.FindKey();

    [Benchmark]
    public void AdmitAndRelease() => HotPath.AdmitAndRelease();
}
