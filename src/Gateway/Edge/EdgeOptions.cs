using System.ComponentModel.DataAnnotations;

namespace Gateway.Edge;

/// <summary>What the ports accept before anything else looks at it.</summary>
public sealed class EdgeOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Edge";

    /// <summary>
    /// Further data-plane addresses that speak HTTP/2 without TLS to clients that know it (a clear-text port cannot
    /// negotiate). Separated by <c>;</c>; empty: none.
    /// </summary>
    public string Http2Urls { get; set; } = "";

    /// <summary>Largest request line in bytes: 10,000 keywords of a live transcription stand in the URL (waves-api 4.2).</summary>
    [Range(8 * 1024, 1024 * 1024)]
    public int MaxRequestLineBytes { get; set; } = 256 * 1024;

    /// <summary>Largest total of request headers in bytes.</summary>
    [Range(8 * 1024, 1024 * 1024)]
    public int MaxRequestHeadersBytes { get; set; } = 64 * 1024;

    /// <summary>How long a client may take for its request head.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan RequestHeadersTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a shutdown waits for work that runs.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
