namespace Waves.Simulator.Analytics;

/// <summary>The newest entries of a log, in bounded memory. Thread-safe.</summary>
internal sealed class BoundedLog<T>
    where T : class
{
    /// <summary>Entries kept; the oldest leave first.</summary>
    public const int MaxEntries = 10_000;

    private readonly Lock _lock = new();
    private readonly LinkedList<T> _entries = [];

    public void Add(T entry)
    {
        lock (_lock)
        {
            _entries.AddFirst(entry);
            if (_entries.Count > MaxEntries)
                _entries.RemoveLast();
        }
    }

    /// <summary>Removes every entry that matches.</summary>
    public void Remove(Predicate<T> match)
    {
        lock (_lock)
        {
            for (var node = _entries.First; node is not null;)
            {
                var next = node.Next;
                if (match(node.Value))
                    _entries.Remove(node);
                node = next;
            }
        }
    }

    /// <summary>One page, newest first, and the number of all entries.</summary>
    public (IReadOnlyList<T> Entries, int Total) Page(int page, int size)
    {
        lock (_lock)
            return ([.. _entries.Skip((page - 1) * size).Take(size)], _entries.Count);
    }

    public void Clear()
    {
        lock (_lock)
            _entries.Clear();
    }
}
