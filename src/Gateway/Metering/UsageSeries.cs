using System.Runtime.InteropServices;
using Gateway.Policies.Usage;

namespace Gateway.Metering;

/// <summary>What one team used of one model through one endpoint since the start. Thread-safe.</summary>
internal sealed class UsageSeries
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(UsageOutcome, UsageSource), long> _requests = [];
    private readonly Dictionary<string, double> _cost = new(StringComparer.Ordinal);
    private UsageAmounts _amounts;
    private long _unpriced;

    /// <summary>Adds a record.</summary>
    public void Add(UsageRecord record)
    {
        lock (_lock)
        {
            _amounts += record.Amounts;
            CollectionsMarshal.GetValueRefOrAddDefault(_requests, (record.Outcome, record.Source), out _)++;
            if (record.Cost is not { } cost)
                _unpriced++;
            else if (cost > 0)
                CollectionsMarshal.GetValueRefOrAddDefault(_cost, record.Currency, out _) += (double)cost;
        }
    }

    /// <summary>All amounts together.</summary>
    public UsageAmounts Amounts
    {
        get
        {
            lock (_lock)
                return _amounts;
        }
    }

    /// <summary>Pieces of work whose cost is not known.</summary>
    public long Unpriced
    {
        get
        {
            lock (_lock)
                return _unpriced;
        }
    }

    /// <summary>Pieces of work by how they ended and how sure their figures are.</summary>
    public KeyValuePair<(UsageOutcome Outcome, UsageSource Source), long>[] Requests()
    {
        lock (_lock)
            return [.. _requests];
    }

    /// <summary>Cost of what has a price, by currency.</summary>
    public KeyValuePair<string, double>[] Cost()
    {
        lock (_lock)
            return [.. _cost];
    }
}
