using System.Collections.Concurrent;
using System.Threading.Channels;
using Gateway.Policies.Usage;

namespace Gateway.Metering;

/// <summary>Keeps every record a gateway makes. Thread-safe.</summary>
internal sealed class RecordedUsage : IUsageSink
{
    private readonly Channel<UsageRecord> _records = Channel.CreateUnbounded<UsageRecord>();
    private readonly ConcurrentQueue<UsageRecord> _all = new();

    /// <summary>Every record so far.</summary>
    public IReadOnlyList<UsageRecord> All => [.. _all];

    public void Ended(UsageRecord record)
    {
        _all.Enqueue(record);
        _records.Writer.TryWrite(record);
    }

    /// <summary>The next record that was not asked for yet.</summary>
    public async Task<UsageRecord> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await _records.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Forgets what nobody asked for.</summary>
    public void Forget()
    {
        while (_records.Reader.TryRead(out _))
        {
        }
    }

    /// <summary>Whether all records were asked for.</summary>
    public bool IsDrained => _records.Reader.Count == 0;
}
