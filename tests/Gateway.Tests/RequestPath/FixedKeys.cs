using System.Text;
using Gateway.Policies.Keys;

namespace Gateway.RequestPath;

/// <summary>A directory of keys that a test fixes by hand. Thread-safe.</summary>
internal sealed class FixedKeys : IVirtualKeyDirectory
{
    private static KeyHasher Hasher { get; } = new(Encoding.UTF8.GetBytes("a pepper for tests only"));

    private readonly Lock _lock = new();
    private readonly Dictionary<KeyHash, VirtualKey> _keys = [];
    private volatile VirtualKeySnapshot _current = new([], 0) { Hasher = Hasher };

    public VirtualKeySnapshot Current => _current;

    /// <summary>Adds a key and gives its secret.</summary>
    public string Add(VirtualKey key)
    {
        var secret = VirtualKeySecret.Create();
        Assert.True(Hasher.TryHash(secret, out var hash));
        lock (_lock)
        {
            _keys[hash] = key;
            _current = new(_keys, _current.Version + 1) { Hasher = Hasher };
        }
        return secret;
    }
}
