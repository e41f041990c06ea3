using System.ComponentModel.DataAnnotations;

namespace Gateway.Caller.Tokens;

/// <summary>Browser tokens.</summary>
internal sealed class TokenOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Tokens";

    /// <summary>How long a token opens a socket, unless the request says less or more.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:05:00")]
    public TimeSpan ConnectWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest that a request may ask for.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:05:00")]
    public TimeSpan MaxConnectWithin { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest session of a socket that was opened with a token, whatever the request says.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan MaxSession { get; set; } = TimeSpan.FromHours(2);
}
