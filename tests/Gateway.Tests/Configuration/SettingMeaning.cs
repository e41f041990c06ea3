using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Gateway.Configuration;

/// <summary>What the docstrings of the options say, as plain text with code in backticks.</summary>
internal static partial class SettingMeaning
{
    private static readonly Dictionary<string, XElement> Docs =
        XDocument.Load(Path.ChangeExtension(typeof(SettingCatalogue).Assembly.Location, ".xml")).Descendants("member").ToDictionary(m => m.Attribute("name")!.Value);

    /// <summary>The summary of an options class.</summary>
    public static string Of(Type type) => Summary($"T:{type.FullName}");

    /// <summary>The summary of a setting.</summary>
    public static string Of(PropertyInfo property) => Summary($"P:{property.DeclaringType!.FullName}.{property.Name}");

    private static string Summary(string member)
    {
        Assert.True(Docs.TryGetValue(member, out var doc), $"{member} has no docstring.");
        return Blanks().Replace(string.Concat(doc.Element("summary")!.Nodes().Select(Text)), " ").Trim();
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.')[^1]}`",
        XElement other => other.Value,
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
