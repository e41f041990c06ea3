namespace Gateway.Cli;

/// <summary>Columns for people: aligned by spaces, no frames, so that cut and grep work too.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    /// <summary>Writes a heading and rows; every row has as many cells as the heading.</summary>
    public static void Write(TextWriter output, IReadOnlyList<string> heading, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] lines = [heading, .. rows];
        var widths = Enumerable.Range(0, heading.Count).Select(column => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
            output.WriteLine(string.Join(Gap, line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    /// <summary>Writes names and values of one thing, a line each; empty values are left out.</summary>
    public static void WriteFields(TextWriter output, IEnumerable<(string Name, string Value)> fields)
    {
        var shown = fields.Where(field => field.Value.Length > 0).ToList();
        var width = shown.Max(field => field.Name.Length);
        foreach (var (name, value) in shown)
            output.WriteLine(name.PadRight(width) + Gap + value);
    }
}
