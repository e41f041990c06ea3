using System.Globalization;
using Gateway.Admin.Documents;

namespace Gateway.Admin;

/// <summary>Usage as CSV (RFC 4180), a column for each group that was asked for and for each unit.</summary>
internal static class UsageCsv
{
    /// <summary>What a cell must not begin with: spreadsheets would take it for a formula.</summary>
    private const string FormulaStarts = "=+-@\t\r";

    private static readonly (string Name, Func<UsageRowDocument, string?> Value)[] Groups =
    [
        ("at", row => row.At?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        ("team", row => Text(row.Team)), ("key", row => Text(row.Key)), ("model", row => Text(row.Model)), ("contract", row => Text(row.Contract)), ("account", row => Text(row.Account)),
    ];

    private static readonly (string Name, Func<UsageRowDocument, string> Value)[] Figures =
    [
        ("requests", row => Number(row.Requests)), ("characters", row => Number(row.Characters)), ("codePoints", row => Number(row.CodePoints)),
        ("promptTokens", row => Number(row.PromptTokens)), ("cachedTokens", row => Number(row.CachedTokens)), ("completionTokens", row => Number(row.CompletionTokens)),
        ("audioInMilliseconds", row => Number(row.AudioInMilliseconds)), ("audioOutMilliseconds", row => Number(row.AudioOutMilliseconds)), ("sessionMilliseconds", row => Number(row.SessionMilliseconds)),
        ("bytesIn", row => Number(row.BytesIn)), ("bytesOut", row => Number(row.BytesOut)), ("results", row => Number(row.Results)),
        ("cost", row => row.Cost.ToString("0.#########", CultureInfo.InvariantCulture)), ("currency", row => row.Currency),
        ("unpriced", row => Number(row.Unpriced)), ("estimated", row => Number(row.Estimated)), ("incomplete", row => Number(row.Incomplete)),
    ];

    /// <summary>Writes heading and rows.</summary>
    public static void Write(UsageDocument usage, TextWriter output)
    {
        var groups = Groups.Where(group => usage.Rows.Any(row => group.Value(row) is not null)).ToList();
        output.Write(string.Join(',', groups.Select(group => group.Name).Concat(Figures.Select(figure => figure.Name))));
        output.Write("\r\n");
        foreach (var row in usage.Rows)
        {
            output.Write(string.Join(',', groups.Select(group => group.Value(row) ?? "").Concat(Figures.Select(figure => figure.Value(row)))));
            output.Write("\r\n");
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Text(string? value)
    {
        if (value is null)
            return null;
        if (value.Length > 0 && FormulaStarts.Contains(value[0], StringComparison.Ordinal))
            value = "'" + value;
        return value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
