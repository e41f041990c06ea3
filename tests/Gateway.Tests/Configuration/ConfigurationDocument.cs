using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Configuration;

/// <summary>
/// The tables of docs/configuration.md, written from the options classes. In the document each stands between a marker
/// with the section's name and an end marker; the text around them is written by hand.
/// </summary>
internal static partial class ConfigurationDocument
{
    public const string Path = "docs/configuration.md";

    /// <summary>The document with every table as the program has it.</summary>
    /// <param name="document">The document as it is.</param>
    /// <param name="found">Sections that have a place in it.</param>
    public static string Refresh(string document, out IReadOnlySet<string> found)
    {
        var sections = new HashSet<string>();
        var refreshed = Block().Replace(document, block =>
        {
            var section = block.Groups["section"].Value;
            sections.Add(section);
            return SettingCatalogue.Sections.TryGetValue(section, out var shape)
                ? $"<!-- settings {section} -->\n{Table(shape)}<!-- end -->"
                : throw new InvalidDataException($"{Path} has a place for {section}, which no options class names.");
        });
        found = sections;
        return refreshed;
    }

    private static string Table(SettingShape section)
    {
        var table = new StringBuilder("\n| Setting | Type | Default | Range | Meaning |\n|---|---|---|---|---|\n");
        foreach (var (path, shape) in Leaves(section, ""))
            table.Append(CultureInfo.InvariantCulture, $"| `{path}` | {TypeOf(shape)} | {DefaultOf(shape)} | {RangeOf(shape)} | {MeaningOf(shape)} |\n");
        return table.Append('\n').ToString();
    }

    private static IEnumerable<(string Path, SettingShape Shape)> Leaves(SettingShape shape, string prefix)
    {
        foreach (var (name, member) in shape.Members)
        {
            var path = prefix + name;
            if (member.IsValue || member.Item is { IsValue: true })
            {
                yield return (path + (member.Item is null ? "" : member.IsMap ? ":NAME" : ":N"), member);
                continue;
            }
            var inner = member.Item is null ? path : path + (member.IsMap ? ":NAME" : ":N");
            foreach (var leaf in Leaves(member.Item ?? member, inner + ":"))
                yield return leaf;
        }
    }

    private static string TypeOf(SettingShape shape)
    {
        var type = shape.Item?.Type ?? shape.Type;
        return type == typeof(Secret) ? "secret"
            : type == typeof(bool) ? "`true`, `false`"
            : type == typeof(TimeSpan) ? "duration"
            : type == typeof(DateTimeOffset) ? "date and time"
            : type == typeof(string) || type == typeof(Uri) ? "text"
            : type.IsEnum ? string.Join(", ", Enum.GetNames(type).Select(n => $"`{n.ToLowerInvariant()}`"))
            : "number";
    }

    private static string DefaultOf(SettingShape shape) => shape.Default switch
    {
        null or "" => "",
        bool flag => flag ? "`true`" : "`false`",
        Enum value => $"`{value.ToString().ToLowerInvariant()}`",
        TimeSpan { Milliseconds: > 0 } value => $"`{value.ToString().TrimEnd('0')}`",
        IFormattable value => $"`{value.ToString(null, CultureInfo.InvariantCulture)}`",
        var value => $"`{value}`",
    };

    private static string RangeOf(SettingShape shape) =>
        shape.Range is { } range ? $"{Bound(range.Minimum)} – {Bound(range.Maximum)}" : "";

    private static string Bound(object bound) => $"`{Convert.ToString(bound, CultureInfo.InvariantCulture)}`";

    private static string MeaningOf(SettingShape shape) => SettingMeaning.Of(shape.Property!).Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex("<!-- settings (?<section>[A-Za-z:]+) -->.*?<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex Block();
}
