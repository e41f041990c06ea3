using Gateway.Policies.Validation;

namespace Gateway.Validation;

/// <summary>What validation found out about a request on the way.</summary>
public interface IRequestFactsFeature
{
    /// <summary>Facts of query and body together.</summary>
    BodyFacts Facts { get; }

    /// <summary>The whole body where it was held for judgement; empty where it streams through. Valid until the request ends.</summary>
    ReadOnlyMemory<byte> Body { get; }
}
