using System.Text.Json;

namespace Gateway.Simulator;

/// <summary>Short ways into JSON answers.</summary>
internal static class Json
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return document.RootElement.Clone();
    }

    public static Task<string> TextAsync(this HttpResponseMessage response) => response.Content.ReadAsStringAsync();

    public static string? Text(this JsonElement element, params string[] path) => element.At(path).GetString();

    public static JsonElement At(this JsonElement element, params string[] path)
    {
        foreach (var name in path)
            element = element.GetProperty(name);
        return element;
    }

    /// <summary>The names of an object's properties in the order they came.</summary>
    public static string Names(this JsonElement element) => string.Join(',', element.EnumerateObject().Select(static property => property.Name));
}
