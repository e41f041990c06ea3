using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gateway.Admin;

/// <summary>Says in words what may stand at a place of a document, for whoever wrote something else there.</summary>
internal static class FieldForms
{
    private const string Unsaid = "The value has the wrong type, or is not one of those allowed.";

    /// <summary>What may stand there.</summary>
    /// <param name="document">The document.</param>
    /// <param name="path">The place, as a JSON reader names it: <c>$.budgets[0].unit</c>.</param>
    public static string At(JsonTypeInfo document, string path) => Find(document, StepsOf(path)) is { } found ? FormOf(found) : Unsaid;

    /// <summary>Which names there are, beside the one that is none of them.</summary>
    /// <param name="document">The document.</param>
    /// <param name="path">The name that does not exist.</param>
    public static string Beside(JsonTypeInfo document, string path) =>
        Find(document, StepsOf(path)[..^1]) is { Kind: JsonTypeInfoKind.Object } found
            ? $"There is no such field, or it cannot be set; there are {NamesOf(found)}."
            : "There is no such field, or it cannot be set.";

    private static string[] StepsOf(string path) => path.TrimStart('$').Split(['.', '['], StringSplitOptions.RemoveEmptyEntries);

    private static JsonTypeInfo? Find(JsonTypeInfo document, string[] steps)
    {
        var place = document;
        foreach (var step in steps)
        {
            var type = place.Kind switch
            {
                JsonTypeInfoKind.Object => place.Properties.FirstOrDefault(property => property.Name == step)?.PropertyType,
                JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => place.ElementType,
                _ => null,
            };
            if (type is null)
                return null;
            place = document.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        }
        return place;
    }

    private static string FormOf(JsonTypeInfo place) => place.Kind switch
    {
        JsonTypeInfoKind.Object => $"An object with {NamesOf(place)}.",
        JsonTypeInfoKind.Dictionary => "An object.",
        JsonTypeInfoKind.Enumerable => "A list.",
        _ when place.Type.IsEnum => $"One of {string.Join(", ", Enum.GetNames(place.Type).Select(JsonNamingPolicy.CamelCase.ConvertName))}.",
        _ when place.Type == typeof(string) => "A text.",
        _ when place.Type == typeof(bool) => "true or false.",
        _ when place.Type == typeof(int) || place.Type == typeof(long) => "A whole number.",
        _ when place.Type == typeof(double) || place.Type == typeof(decimal) => "A number.",
        _ when place.Type == typeof(DateTimeOffset) => "A date and time: 2027-01-31T00:00:00Z.",
        _ => Unsaid,
    };

    private static string NamesOf(JsonTypeInfo place) => string.Join(", ", place.Properties.Where(property => property.Get is not null).Select(property => property.Name));
}
