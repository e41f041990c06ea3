using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Gateway.Policies.Errors;

namespace Gateway.Admission;

/// <summary>No lease, and why.</summary>
internal sealed class RefusedLease(GatewayError error) : RateLimitLease
{
    /// <summary>Metadata: the <see cref="GatewayError"/> to answer with.</summary>
    public const string Error = "GATEWAY_ERROR";

    public override bool IsAcquired => false;

    public override IEnumerable<string> MetadataNames => [Error];

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = metadataName == Error ? error : null;
        return metadata is not null;
    }
}
