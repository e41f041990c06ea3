namespace Gateway.Benchmarks.Comparison;

/// <summary>How long frames were on their way, in buckets of 10 µs up to a second. Thread-safe.</summary>
internal sealed class LatencyLog(TimeProvider time)
{
    private const int BucketMicroseconds = 10;

    private readonly long[] _buckets = new long[100_000];
    private long _frames;

    /// <summary>Frames since the last <see cref="Reset"/>.</summary>
    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>A frame has arrived.</summary>
    /// <param name="left">When it left; negative when it does not say.</param>
    /// <param name="now">When it arrived.</param>
    public void Arrived(long left, long now)
    {
        Interlocked.Increment(ref _frames);
        if (left < 0)
            return;
        var bucket = (long)(time.GetElapsedTime(left, now).TotalMicroseconds / BucketMicroseconds);
        Interlocked.Increment(ref _buckets[Math.Clamp(bucket, 0, _buckets.Length - 1)]);
    }

    /// <summary>Starts over.</summary>
    public void Reset()
    {
        Array.Clear(_buckets);
        Interlocked.Exchange(ref _frames, 0);
    }

    /// <summary>A percentile in microseconds.</summary>
    public double Percentile(double percent)
    {
        var wanted = (long)Math.Ceiling(_buckets.Sum() * percent / 100);
        var seen = 0L;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= wanted && seen > 0)
                return (i + 0.5) * BucketMicroseconds;
        }
        return double.NaN;
    }
}
