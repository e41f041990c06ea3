using System.Globalization;
using BenchmarkDotNet.Running;
using Gateway.Benchmarks;
using Gateway.Benchmarks.Admission;
using Gateway.Benchmarks.Comparison;
using Gateway.Benchmarks.Http;
using Gateway.Benchmarks.Keys;
using Gateway.Benchmarks.Metering;
using Gateway.Benchmarks.Relay;

// "budget" checks the committed allocation budget; "admission", "keys" and "usage" what those promise; "sockets" and "http" compare
// proxies ("yarp" is one of them, "gateway" one with a false clock); "soak" holds sockets open for long;
// everything else is BenchmarkDotNet's own command line.
switch (args)
{
    case ["budget"]:
        return AllocationBudget.Check(Console.Out);
    case ["admission", .. var names]:
        return await AdmissionProof.RunAsync(names, Console.Out);
    case ["gateway", var clock]:
        await new FalseClock(clock).RunGatewayAsync();
        return 0;
    case ["keys"]:
        return await KeysProof.RunAsync(Console.Out);
    case ["usage"]:
        return await new UsageProof(Console.Out, acts: 6000).RunAsync();
    case ["usage", var acts]:
        return await new UsageProof(Console.Out, int.Parse(acts, CultureInfo.InvariantCulture)).RunAsync();
    case ["keys", "timing"]:
        return await TimingProof.RunAsync(Console.Out);
    case ["keys", "revocation"]:
        return await RevocationProof.RunAsync(Console.Out);
    case ["http", .. var settings]:
        await new HttpComparison(ComparisonSettings.Parse(settings), TimeProvider.System).RunAsync(Console.Out);
        return 0;
    case ["sockets", .. var settings]:
        await new RelayComparison(ComparisonSettings.Parse(settings), TimeProvider.System).RunAsync(Console.Out);
        return 0;
    case ["soak", .. var settings]:
        return await new SocketSoak(SoakSettings.Parse(settings), TimeProvider.System).RunAsync(Console.Out);
    case ["yarp", var port, var upstream]:
        await Proxies.RunYarpAsync(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(upstream, CultureInfo.InvariantCulture));
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(AllocationBudget).Assembly).Run(args);
        return 0;
}
