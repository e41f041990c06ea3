using System.Reflection;

namespace Gateway.Configuration;

/// <summary>Every section of the gateway's settings: each options class that names a section, found in the program.</summary>
internal static class SettingCatalogue
{
    /// <summary>The part of the settings that is the gateway's; the rest belongs to the framework.</summary>
    public const string Root = "Gateway";

    private const string SectionConstant = "Section";

    /// <summary>Shapes by section (<c>Gateway:Edge</c>), in order of the name.</summary>
    public static IReadOnlyDictionary<string, SettingShape> Sections { get; } = new SortedDictionary<string, SettingShape>(
        typeof(SettingCatalogue).Assembly.GetTypes()
            .Select(type => (Type: type, Section: type.GetField(SectionConstant, BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)))
            .Where(found => found.Section is { IsLiteral: true })
            .ToDictionary(found => (string)found.Section!.GetRawConstantValue()!, found => SettingShape.Of(found.Type)),
        StringComparer.OrdinalIgnoreCase);
}
