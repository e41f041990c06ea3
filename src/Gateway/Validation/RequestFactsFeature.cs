using Gateway.Policies.Validation;

namespace Gateway.Validation;

internal sealed class RequestFactsFeature(BodyFacts facts, ReadOnlyMemory<byte> body) : IRequestFactsFeature
{
    public BodyFacts Facts => facts;

    public ReadOnlyMemory<byte> Body => body;
}
