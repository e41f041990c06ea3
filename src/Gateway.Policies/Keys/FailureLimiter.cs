using System.Net;
using System.Net.Sockets;

namespace Gateway.Policies.Keys;

/// <summary>
/// Slows down whoever guesses: failures are counted by address and leak away evenly, so that an address may go on with
/// the figure per window for ever, but not faster. An IPv6 site counts as one address (its /64). Thread-safe; bounded.
/// </summary>
public sealed class FailureLimiter
{
    private readonly TimeProvider _time;
    private readonly int _failures;
    private readonly TimeSpan _window;
    private readonly int _maxAddresses;
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Bucket> _buckets = [];

    /// <param name="time">The clock.</param>
    /// <param name="failures">How many failures of an address are let through in a window.</param>
    /// <param name="window">How long it takes until that many have leaked away.</param>
    /// <param name="maxAddresses">Most addresses remembered; beyond it the ones that matter least are forgotten.</param>
    public FailureLimiter(TimeProvider time, int failures, TimeSpan window, int maxAddresses = 10_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAddresses, 1);
        (_time, _failures, _window, _maxAddresses) = (time, failures, window, maxAddresses);
    }

    /// <summary>How many addresses are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _buckets.Count;
        }
    }

    /// <summary>How long an address has to wait until its next failure would be let through; zero: it may try.</summary>
    public TimeSpan BlockedFor(IPAddress? address)
    {
        lock (_gate)
        {
            if (!_buckets.TryGetValue(SiteOf(address), out var bucket))
                return TimeSpan.Zero;
            var over = Level_NeedsLock(bucket) - (_failures - 1);
            return over > 0 ? over * _window / _failures : TimeSpan.Zero;
        }
    }

    /// <summary>Counts a failure of an address.</summary>
    public void Fail(IPAddress? address)
    {
        var site = SiteOf(address);
        lock (_gate)
        {
            var known = _buckets.TryGetValue(site, out var bucket);
            if (!known && _buckets.Count >= _maxAddresses)
                MakeRoom_NeedsLock();
            var level = known ? Level_NeedsLock(bucket) : 0;
            // Capped, so that a flood does not lock its address out for longer than one window.
            _buckets[site] = new(Math.Min(level + 1, 2 * _failures), _time.GetTimestamp());
        }
    }

    private double Level_NeedsLock(Bucket bucket) =>
        Math.Max(0, bucket.Level - (_time.GetElapsedTime(bucket.At) / _window * _failures));

    private void MakeRoom_NeedsLock()
    {
        foreach (var (site, _) in _buckets.Where(entry => Level_NeedsLock(entry.Value) <= 0).ToList())
            _buckets.Remove(site);
        if (_buckets.Count >= _maxAddresses)
            _buckets.Remove(_buckets.MinBy(entry => Level_NeedsLock(entry.Value)).Key);
    }

    private static IPAddress SiteOf(IPAddress? address)
    {
        if (address is null)
            return IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
            return address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new(bytes);
    }

    private readonly record struct Bucket(double Level, long At);
}
