namespace Waves.Simulator.Wire;

/// <summary>Finds the row of a request. Both slash spellings answer; nothing redirects (contract 1.3).</summary>
internal sealed class RouteTable
{
    private readonly Dictionary<(string Method, string Path), Row> _exact = [];
    private readonly List<(Row Row, string[] Segments)> _patterns = [];

    public RouteTable(IEnumerable<Row> rows)
    {
        foreach (var row in rows)
        {
            if (row.Path.Contains("{}", StringComparison.Ordinal))
                _patterns.Add((row, row.Path.Split('/')));
            else
                _exact.Add((row.Method, row.Path), row);
        }
    }

    /// <returns>The row, and what stood in place of <c>{}</c>; <see cref="Row.Unknown"/> when there is none.</returns>
    public (Row Row, string Value) Find(string method, string path, bool socket)
    {
        var wanted = socket ? Row.Socket : method;
        var trimmed = path.Length > 1 && path.EndsWith('/') ? path[..^1] : path;
        if (_exact.TryGetValue((wanted, trimmed), out var exact))
            return (exact, "");

        foreach (var (row, pattern) in _patterns)
        {
            if (row.Method == wanted && Matches(pattern, trimmed.Split('/'), out var value))
                return (row, value);
        }

        return (Row.Unknown, "");
    }

    private static bool Matches(string[] pattern, string[] segments, out string value)
    {
        value = "";
        if (pattern.Length != segments.Length)
            return false;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == "{}" && segments[i].Length > 0)
                value = segments[i];
            else if (pattern[i] != segments[i])
                return false;
        }

        return true;
    }
}
