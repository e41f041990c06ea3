using System.Text;

namespace Gateway.Relay.Inspection;

/// <summary>
/// The fields of one kind of frame as a tree of property names. Made once per kind; immutable and thread-safe.
/// </summary>
internal sealed class JsonFieldSet
{
    /// <summary>The node above all property names.</summary>
    public const int Root = 0;

    /// <summary>No node: nothing below is wanted.</summary>
    public const int Nothing = -1;

    private readonly List<Node> _nodes = [new([], Nothing, Nothing, false)];

    /// <summary>Builds the tree.</summary>
    /// <param name="fields">The position of a field here is its slot in the scanner; at most <see cref="JsonScanner.MaxFields"/>.</param>
    public JsonFieldSet(params JsonField[] fields)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fields.Length, JsonScanner.MaxFields);
        Count = fields.Length;
        for (var slot = 0; slot < fields.Length; slot++)
        {
            var names = fields[slot].Path.Split('.');
            ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Length, JsonScanner.MaxDepth);
            var node = Root;
            for (var depth = 0; depth < names.Length; depth++)
            {
                var name = Encoding.UTF8.GetBytes(names[depth]);
                ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, JsonScanner.MaxNameBytes);
                node = ChildOrNew(node, name);
            }
            _nodes[node] = _nodes[node] with { Slot = slot, LengthOnly = fields[slot].LengthOnly };
        }
    }

    /// <summary>How many fields there are.</summary>
    public int Count { get; }

    /// <summary>The node of a property below another, or <see cref="Nothing"/>.</summary>
    public int Child(int parent, ReadOnlySpan<byte> name)
    {
        if (parent == Nothing)
            return Nothing;
        for (var i = 1; i < _nodes.Count; i++)
        {
            if (_nodes[i].Parent == parent && name.SequenceEqual(_nodes[i].Name))
                return i;
        }
        return Nothing;
    }

    /// <summary>The slot of a node, or <see cref="Nothing"/> where only something below it is wanted.</summary>
    public int SlotOf(int node) => node == Nothing ? Nothing : _nodes[node].Slot;

    /// <summary>Whether the field of a node is measured only.</summary>
    public bool IsLengthOnly(int node) => _nodes[node].LengthOnly;

    private int ChildOrNew(int parent, byte[] name)
    {
        var child = Child(parent, name);
        if (child != Nothing)
            return child;
        _nodes.Add(new Node(name, parent, Nothing, false));
        return _nodes.Count - 1;
    }

    private sealed record Node(byte[] Name, int Parent, int Slot, bool LengthOnly);
}
