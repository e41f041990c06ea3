using System.Text.RegularExpressions;

namespace Gateway.Configuration;

/// <summary>Which settings a running process follows. All others are read once, at the start.</summary>
internal static partial class FollowedSettings
{
    /// <summary>Whether a change of a setting is in force without a restart.</summary>
    public static bool Includes(string path) => Pattern().IsMatch(path);

    // Keys, origins, tokens, log levels, and of an account everything but its being there: a name stands in books and metrics.
    [GeneratedRegex("^(Gateway:(Keys:Items|Cors|Tokens)(:|$)|Gateway:Upstream:Accounts:[0-9]+:(Key|KeyFile|BaseUrl|FallbackUrls|Plan|Limits|HttpVersion)(:|$)|Logging(:|$))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
