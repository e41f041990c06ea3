using System.Globalization;

namespace Waves.Simulator.Wire;

/// <summary>Times as JSON bodies write them.</summary>
internal static class WireTime
{
    /// <summary>ISO 8601 in UTC with milliseconds: <c>2026-06-16T10:00:00.000Z</c>.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>ISO 8601 in UTC, whole seconds.</summary>
    public static string IsoSeconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
