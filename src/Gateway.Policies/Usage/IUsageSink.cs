namespace Gateway.Policies.Usage;

/// <summary>
/// Told what was used. Called from the threads that carry traffic, concurrently, right after the slot of the work is
/// free: an implementation neither blocks nor throws.
/// </summary>
public interface IUsageSink
{
    /// <summary>A piece of work is over. Exactly once for each.</summary>
    void Ended(UsageRecord record);
}
