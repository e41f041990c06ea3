using BenchmarkDotNet.Running;
using Gateway.Benchmarks;

// "budget" checks the committed allocation budget; everything else is BenchmarkDotNet's own command line.
return args is ["budget"] ? AllocationBudget.Check(Console.Out) : Run(args);

static int Run(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(AllocationBudget).Assembly).Run(args);
    return 0;
}
