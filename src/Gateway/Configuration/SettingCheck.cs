using System.ComponentModel;
using System.Globalization;

namespace Gateway.Configuration;

/// <summary>
/// Judges the form of all settings at once, before anything is built from them: unknown names, values of another type,
/// values out of range. A typing error in a name must not leave a default in force unnoticed.
/// </summary>
internal static class SettingCheck
{
    /// <summary>Every fault.</summary>
    public static IReadOnlyList<SettingFault> Faults(IConfiguration configuration)
    {
        var faults = new List<SettingFault>();
        foreach (var section in configuration.GetSection(SettingCatalogue.Root).GetChildren())
        {
            if (SettingCatalogue.Sections.TryGetValue(section.Path, out var shape))
                Check(section, shape, faults);
            else
                faults.Add(new(section.Path, $"no such section; there are {string.Join(", ", SettingCatalogue.Sections.Keys)}."));
        }
        return faults;
    }

    private static void Check(IConfigurationSection section, SettingShape shape, List<SettingFault> faults)
    {
        if (shape.IsValue)
        {
            CheckValue(section, shape, faults);
            return;
        }
        if (section.Value is { Length: > 0 } && !section.GetChildren().Any())
            faults.Add(new(section.Path, "stands for several settings and takes no value of its own."));
        foreach (var child in section.GetChildren())
        {
            if (shape.Item is { } item)
                CheckItem(child, shape, item, faults);
            else if (shape.Members.TryGetValue(child.Key, out var member))
                Check(child, member, faults);
            else
                faults.Add(new(child.Path, $"no such setting; {section.Path} has {string.Join(", ", shape.Members.Keys)}."));
        }
    }

    private static void CheckItem(IConfigurationSection child, SettingShape shape, SettingShape item, List<SettingFault> faults)
    {
        if (shape.IsMap || int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            Check(child, item, faults);
        else
            faults.Add(new(child.Path, "items of a list are numbered from 0."));
    }

    private static void CheckValue(IConfigurationSection section, SettingShape shape, List<SettingFault> faults)
    {
        if (section.GetChildren().Any())
            faults.Add(new(section.Path, "takes one value, not several."));
        else if (section.Value is { Length: > 0 } text)
            CheckValue(section.Path, text, shape, faults);
    }

    private static void CheckValue(string path, string text, SettingShape shape, List<SettingFault> faults)
    {
        object? value;
        try
        {
            value = TypeDescriptor.GetConverter(shape.Type).ConvertFromInvariantString(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            faults.Add(new(path, $"{Expected(shape.Type)} is expected."));
            return;
        }
        if (shape.Range is { } range && !range.IsValid(value))
            faults.Add(new(path, string.Create(CultureInfo.InvariantCulture, $"must lie between {range.Minimum} and {range.Maximum}.")));
    }

    private static string Expected(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a duration such as 00:00:30 (hh:mm:ss)"
        : type == typeof(DateTimeOffset) ? "a date and time such as 2027-01-31T00:00:00Z"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))}"
        : type == typeof(double) ? "a number"
        : "a whole number";
}
