using System.Collections.Frozen;
using System.Text;
using Gateway.Policies.Keys;

namespace Gateway.RequestPath;

/// <summary>A directory of keys that a test fixes by hand.</summary>
internal sealed class FixedKeys : IVirtualKeyDirectory
{
    private static KeyHasher Hasher { get; } = new(Encoding.UTF8.GetBytes("a pepper for tests only"));

    private readonly Dictionary<KeyHash, VirtualKey> _keys = [];

    public VirtualKeySnapshot Current { get; private set; } = VirtualKeySnapshot.Empty;

    /// <summary>Adds a key and gives its secret.</summary>
    public string Add(VirtualKey key)
    {
        var secret = VirtualKeySecret.Create();
        Assert.True(Hasher.TryHash(secret, out var hash));
        _keys[hash] = key;
        Current = new VirtualKeySnapshot(_keys.ToFrozenDictionary(), Current.Version + 1) { Hasher = Hasher };
        return secret;
    }
}
