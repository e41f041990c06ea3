using System.Buffers;
using System.Collections.Concurrent;

namespace Gateway.Relay;

/// <summary>A pool that knows what is out: a buffer returned twice, or one it never gave, fails the test; so do leaks it is asked about.</summary>
internal sealed class TrackingPool : ArrayPool<byte>
{
    private readonly ConcurrentDictionary<byte[], bool> _out = new(ReferenceEqualityComparer.Instance);
    private int _faults;

    /// <summary>Buffers that are out now.</summary>
    public int Outstanding => _out.Count;

    public override byte[] Rent(int minimumLength)
    {
        var buffer = new byte[minimumLength];
        _out[buffer] = true;
        return buffer;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        if (!_out.TryRemove(array, out _))
            Interlocked.Increment(ref _faults);
        // What still reads it must not find what it expects.
        Array.Fill(array, (byte)0xDB);
    }

    public void AssertClean()
    {
        Assert.Equal(0, _faults);
        Assert.Equal(0, Outstanding);
    }
}
