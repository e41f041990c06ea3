using Gateway.Policies.Contracts;

namespace Gateway.Routing;

/// <summary>The row of the contract table that a request matched.</summary>
public interface IContractFeature
{
    /// <summary>The row.</summary>
    WavesContract Contract { get; }

    /// <summary>Path to ask the upstream for, parameters filled in, as the upstream spells it.</summary>
    string UpstreamPath { get; }

    /// <summary>The row whose payload rules hold upstream: another one where a retired route is rewritten.</summary>
    WavesContract Served { get; }
}
