using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Gateway.Configuration;

/// <summary>
/// What may stand at one place of the settings: a value, an object with named members, a list, or a map with names of
/// the operator's choice. Made from an options class, which stays the only source of names, types and defaults.
/// </summary>
internal sealed class SettingShape
{
    private SettingShape(Type type, object? standard, PropertyInfo? property) => (Type, Default, Property) = (type, standard, property);

    /// <summary>Type of the value, nullability stripped; of the object, list or map itself otherwise.</summary>
    public Type Type { get; }

    /// <summary>What holds when nothing is set; null: nothing.</summary>
    public object? Default { get; }

    /// <summary>The property that is set; null for sections and items.</summary>
    public PropertyInfo? Property { get; }

    /// <summary>The range a value must lie in; null: any.</summary>
    public RangeAttribute? Range => Property?.GetCustomAttribute<RangeAttribute>();

    /// <summary>Members by name, in the order of the class; empty unless it is an object.</summary>
    public IReadOnlyDictionary<string, SettingShape> Members { get; private init; } = new Dictionary<string, SettingShape>();

    /// <summary>What the items of a list or map look like; null for values and objects.</summary>
    public SettingShape? Item { get; private init; }

    /// <summary>Whether items have names instead of numbers.</summary>
    public bool IsMap { get; private init; }

    /// <summary>Whether it is one value.</summary>
    public bool IsValue => Item is null && Members.Count == 0;

    /// <summary>The shape of an options class.</summary>
    public static SettingShape Of(Type options) => Of(options, Create(options), property: null);

    private static SettingShape Of(Type type, object? value, PropertyInfo? property)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (ItemTypeOf(type, typeof(IDictionary<,>)) is { } mapped)
            return new(type, standard: null, property) { Item = Of(mapped, Create(mapped), property: null), IsMap = true };
        if (type != typeof(string) && ItemTypeOf(type, typeof(IEnumerable<>)) is { } listed)
            return new(type, standard: null, property) { Item = Of(listed, Create(listed), property: null) };
        if (type.IsValueType || type == typeof(string) || type == typeof(Uri) || type == typeof(Secret))
            return new(type, value, property);

        value ??= Create(type);
        var members = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetSetMethod() is not null || ItemTypeOf(p.PropertyType, typeof(IEnumerable<>)) is not null)
            .ToDictionary(p => p.Name, p => Of(p.PropertyType, p.GetValue(value), p), StringComparer.OrdinalIgnoreCase);
        return new(type, standard: null, property) { Members = members };
    }

    /// <summary>The last type argument of a generic interface that the type is or has.</summary>
    private static Type? ItemTypeOf(Type type, Type open) =>
        type.GetInterfaces().Prepend(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == open)?.GetGenericArguments()[^1];

    private static object? Create(Type type) =>
        type.GetConstructor(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, Type.EmptyTypes) is not null
            ? Activator.CreateInstance(type, nonPublic: true)
            : null;
}
