using BenchmarkDotNet.Attributes;

namespace Gateway.Benchmarks.Relay;

/// <summary>Time and allocation of what runs for every frame.</summary>
[MemoryDiagnoser]
public class RelayFrameBenchmarks
{
    [Benchmark]
    public void ReadHeader() => RelayHotPath.ReadHeader();

    [Benchmark]
    public void ScanChunk() => RelayHotPath.ScanChunk();

    [Benchmark]
    public void PassStt() => RelayHotPath.PassStt();

    [Benchmark]
    public void PassTts() => RelayHotPath.PassTts();

    [Benchmark]
    public void PassHydra() => RelayHotPath.PassHydra();
}
