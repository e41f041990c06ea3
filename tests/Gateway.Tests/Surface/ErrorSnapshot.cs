using System.Text;

namespace Gateway.Surface;

/// <summary>
/// Every error as it stands on the wire, by dialect and condition, or by row where each has words of its own. Blocks of a
/// title in brackets and the answer below it, parted by blank lines.
/// </summary>
internal sealed class ErrorSnapshot
{
    private const string Path = "tests/Gateway.Tests/Surface/errors.txt";

    private readonly Dictionary<string, string> _committed = [];
    private readonly SortedDictionary<string, string> _seen = new(StringComparer.Ordinal);

    private ErrorSnapshot()
    {
    }

    /// <summary>The committed errors.</summary>
    public IReadOnlyDictionary<string, string> Committed => _committed;

    public static ErrorSnapshot Load()
    {
        var snapshot = new ErrorSnapshot();
        if (!File.Exists(RepositoryFiles.PathOf(Path)))
            return snapshot;
        foreach (var block in RepositoryFiles.Read(Path).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = block.Trim('\n').Split('\n', 2);
            snapshot._committed.Add(lines[0].Trim('[', ']'), lines[1]);
        }
        return snapshot;
    }

    /// <summary>Compares an error with the committed one of its title.</summary>
    public void Match(string title, string wireForm)
    {
        if (!Snapshot.IsUpdating)
        {
            Assert.True(_committed.TryGetValue(title, out var expected), $"{Path} has no error '{title}':\n{wireForm}");
            Assert.Equal(expected, wireForm);
            return;
        }
        lock (_seen)
        {
            // Two rows that share a title must say the same.
            if (!_seen.TryAdd(title, wireForm))
                Assert.Equal(_seen[title], wireForm);
        }
    }

    /// <summary>Writes what was seen, when updating.</summary>
    public void Save()
    {
        if (!Snapshot.IsUpdating)
            return;
        var text = new StringBuilder();
        foreach (var (title, wireForm) in _seen)
            text.Append('[').Append(title).Append("]\n").Append(wireForm).Append("\n\n");
        File.WriteAllText(RepositoryFiles.PathOf(Path), text.ToString().TrimEnd('\n') + "\n");
    }
}
