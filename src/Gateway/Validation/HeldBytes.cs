using Microsoft.Extensions.Options;

namespace Gateway.Validation;

/// <summary>The room for held bodies, shared by all requests. Thread-safe.</summary>
internal sealed class HeldBytes(IOptions<ValidationOptions> options)
{
    private readonly long _max = options.Value.MaxHeldBytes;
    private long _taken;

    /// <summary>Bytes held now.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Takes room; false, and nothing taken, when there is not enough.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= _max)
            return true;
        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    /// <summary>Gives room back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
