using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace Gateway.Admission;

/// <summary>For what takes no capacity, or (not acquired) for "ask again asynchronously".</summary>
internal sealed class UnlimitedLease(bool isAcquired) : RateLimitLease
{
    /// <summary>Nothing is limited here.</summary>
    public static UnlimitedLease Instance { get; } = new(true);

    /// <summary>The answer takes a while: ask again asynchronously.</summary>
    public static UnlimitedLease NotYet { get; } = new(false);

    public override bool IsAcquired => isAcquired;

    public override IEnumerable<string> MetadataNames => [];

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = null;
        return false;
    }
}
