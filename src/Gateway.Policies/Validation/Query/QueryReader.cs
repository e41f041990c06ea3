namespace Gateway.Policies.Validation.Query;

/// <summary>
/// Walks the parameters of a raw query string without turning them into strings: <c>foreach</c> over it. Repeated
/// parameters come each time.
/// </summary>
internal ref struct QueryReader
{
    private ReadOnlySpan<char> _rest;

    /// <param name="query">With or without the leading <c>?</c>.</param>
    public QueryReader(ReadOnlySpan<char> query) => _rest = query is ['?', ..] ? query[1..] : query;

    /// <summary>The parameter at hand.</summary>
    public QueryParameter Current { get; private set; }

    /// <summary>An enumeration is consumed once; the reader is its own enumerator.</summary>
    public readonly QueryReader GetEnumerator() => this;

    /// <summary>Steps to the next parameter; empty ones are skipped.</summary>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var end = _rest.IndexOf('&');
            var pair = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? [] : _rest[(end + 1)..];
            if (pair.IsEmpty)
                continue;
            var equals = pair.IndexOf('=');
            Current = equals < 0 ? new(pair, []) : new(pair[..equals], pair[(equals + 1)..]);
            return true;
        }
        return false;
    }
}
