using Gateway.Policies.Validation.Json;

namespace Gateway.Policies.Validation;

/// <summary>What requests about pronunciation dictionaries look like (waves-api 2.8).</summary>
internal static class DictionaryShapes
{
    private static readonly ObjectValue Item = new(
        new("word", new TextValue { Min = 1 }, isRequired: true),
        new("pronunciation", new TextValue { Min = 1 }, isRequired: true));

    /// <summary>Body of D2.</summary>
    public static ObjectValue Create { get; } = new(
        new JsonField("items", new ArrayValue(Item) { Min = 1 }, isRequired: true));

    /// <summary>Body of D3.</summary>
    public static ObjectValue Replace { get; } = new(
        new("id", new TextValue(), isRequired: true),
        new("items", new ArrayValue(Item), isRequired: true));

    /// <summary>Body of D4.</summary>
    public static ObjectValue Delete { get; } = new(
        new JsonField("id", new TextValue(), isRequired: true));
}
