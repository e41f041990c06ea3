using Gateway.Admin.Documents;

namespace Gateway.Admin;

/// <summary>What was used: on the database, or through a running gateway. Thread-safe.</summary>
internal interface IUsageReader
{
    /// <summary>Sums up usage.</summary>
    Task<AdminResult<UsageDocument>> SumAsync(UsageQuestion question, CancellationToken cancellationToken);
}
