using Gateway.Configuration;
namespace Gateway.Upstream;

/// <summary>One real Waves key: where it is valid and what it may do.</summary>
public sealed class UpstreamAccountOptions
{
    /// <summary>Name in logs, metrics and pools; unique. Letters, digits, <c>-</c>, <c>_</c>.</summary>
    public string Name { get; set; } = "default";

    /// <summary>The key. Or <see cref="KeyFile"/>.</summary>
    public Secret? Key { get; set; }

    /// <summary>A file that holds the key alone, for mounted secrets.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Root of the API without a path, for instance <c>https://api.smallest.ai</c>.</summary>
    public string BaseUrl { get; set; } = DefaultBaseUrl;

    /// <summary>Further roots of the same account, tried in order when the first cannot be reached.</summary>
    public IList<string> FallbackUrls { get; } = [];

    /// <summary>
    /// The plan that gives the figures: <c>standard</c>, <c>enterprise</c>, <c>unlimited</c>, or one that operators keep
    /// (<c>gateway plans set</c>), which is followed as it changes. A kept plan of a shipped one's name takes its place.
    /// </summary>
    public string Plan { get; set; } = "standard";

    /// <summary>Figures that differ from the plan, by limit group (<c>chat</c>, <c>tts</c>, <c>stt</c>, <c>stt-live</c>, …).</summary>
    public IDictionary<string, PoolOptions> Limits { get; } = new Dictionary<string, PoolOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>HTTP version towards the upstream: <c>auto</c> (2 where TLS negotiates it, else 1.1), <c>1.1</c>, or <c>2</c>.</summary>
    public string HttpVersion { get; set; } = "auto";

    /// <summary>The public API.</summary>
    public const string DefaultBaseUrl = "https://api.smallest.ai";
}
