using Gateway.Edge;
using Gateway.Policies.Usage;

namespace Gateway.Metering;

/// <summary>Records that are stored together, all or none, and under one id: a batch that is stored twice counts once.</summary>
internal sealed record UsageBatch(string Id, IReadOnlyList<UsageRecord> Records)
{
    /// <summary>A batch of its own.</summary>
    public static UsageBatch Of(IReadOnlyList<UsageRecord> records) => new(UniqueId.Next(), records);
}
