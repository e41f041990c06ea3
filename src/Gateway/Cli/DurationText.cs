using System.Globalization;

namespace Gateway.Cli;

/// <summary>Durations as people write them: <c>90s</c>, <c>15m</c>, <c>24h</c>, <c>30d</c>.</summary>
internal static class DurationText
{
    /// <summary>What is allowed, for messages and help.</summary>
    public const string Message = "A duration is a number and a unit: 90s, 15m, 24h, 30d.";

    /// <summary>Reads a duration; null when it is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text.Length < 2 || !double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 1_000_000)
            return null;
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => null,
        };
    }
}
