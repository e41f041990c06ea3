using System.Text.Json;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Dictionaries;

/// <summary>Reads and judges dictionary bodies (contract 2.8).</summary>
internal static class DictionaryRules
{
    /// <returns>The items, or the details of a 400.</returns>
    public static (IReadOnlyList<PronunciationItem> Items, IReadOnlyList<object> Issues) ReadItems(JsonElement body, bool atLeastOne)
    {
        if (body.Find("items") is not { ValueKind: JsonValueKind.Array } array)
            return ([], [WrongType(body.Find("items"), "array", "items")]);
        if (atLeastOne && array.GetArrayLength() == 0)
            return ([], [TooShort("array", "Array must contain at least 1 element(s)", "items")]);

        var items = new List<PronunciationItem>();
        var issues = new List<object>();
        foreach (var item in array.EnumerateArray())
        {
            var index = items.Count;
            items.Add(new PronunciationItem(Text(item, "word", index, issues), Text(item, "pronunciation", index, issues)));
        }

        return (items, issues);
    }

    /// <returns>The id, or the details of a 400.</returns>
    public static (string? Id, IReadOnlyList<object> Issues) ReadId(JsonElement body) =>
        body.FindText("id") is { Length: > 0 } id ? (id, []) : (null, [WrongType(body.Find("id"), "string", "id")]);

    private static string Text(JsonElement item, string name, int index, List<object> issues)
    {
        var value = item.Find(name);
        if (value is not { ValueKind: JsonValueKind.String })
            issues.Add(WrongType(value, "string", "items", index, name));
        else if (value.Value.GetString() is { Length: > 0 } text)
            return text;
        else
            issues.Add(TooShort("string", "String must contain at least 1 character(s)", "items", index, name));
        return "";
    }

    private static object WrongType(JsonElement? found, string expected, params object[] path)
    {
        var received = found?.ValueKind.ToString().ToLowerInvariant() ?? "undefined";
        return new { code = "invalid_type", expected, received, path, message = found is null ? "Required" : $"Expected {expected}, received {received}" };
    }

    private static object TooShort(string type, string message, params object[] path) =>
        new { code = "too_small", minimum = 1, type, inclusive = true, exact = false, message, path };
}
