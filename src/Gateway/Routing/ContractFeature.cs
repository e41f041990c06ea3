using Gateway.Policies.Contracts;

namespace Gateway.Routing;

internal sealed class ContractFeature(WavesContract contract, WavesContract served, string upstreamPath) : IContractFeature
{
    public WavesContract Contract => contract;

    public WavesContract Served => served;

    public string UpstreamPath => upstreamPath;
}
