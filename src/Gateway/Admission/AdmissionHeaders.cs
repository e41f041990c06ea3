using System.Globalization;
using Gateway.Errors;
using Gateway.Policies.Admission;
using Microsoft.Extensions.Primitives;

namespace Gateway.Admission;

/// <summary>What callers say and are told about limits in headers.</summary>
internal static class AdmissionHeaders
{
    /// <summary>Request: how long the caller will wait for its turn, in seconds; decimals are welcome, 0 refuses at once.</summary>
    public const string MaxWait = "X-Gateway-Max-Wait";

    /// <summary>Request: <c>batch</c> for work that nobody listens to; anybody may stand back.</summary>
    public const string LaneName = "X-Gateway-Lane";

    /// <summary>Answer: milliseconds it stood in the queue.</summary>
    public const string QueueMs = "X-Gateway-Queue-Ms";

    /// <summary>Answer: <c>degraded</c> while limits are kept per replica.</summary>
    public const string LimiterMode = "X-Gateway-Limiter-Mode";

    /// <summary>Reads how long a caller will wait.</summary>
    /// <param name="header">As received; may be missing.</param>
    /// <param name="byDefault">What holds when it does not say.</param>
    /// <param name="bound">What it may choose at most.</param>
    /// <param name="maxWait">The wait, within the bound.</param>
    /// <returns>False when it is no number of seconds.</returns>
    public static bool TryReadMaxWait(StringValues header, TimeSpan byDefault, TimeSpan bound, out TimeSpan maxWait)
    {
        maxWait = byDefault < bound ? byDefault : bound;
        if (header.Count == 0)
            return true;
        if (header.Count != 1
            || !double.TryParse(header[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            || !double.IsFinite(seconds))
        {
            return false;
        }
        maxWait = seconds < bound.TotalSeconds ? TimeSpan.FromSeconds(seconds) : bound;
        return true;
    }

    /// <summary>Reads the lane; missing means <see cref="Lane.Interactive"/>.</summary>
    /// <returns>False for a lane that does not exist.</returns>
    public static bool TryReadLane(StringValues header, out Lane lane)
    {
        lane = Lane.Interactive;
        return header.Count == 0 || (header.Count == 1 && Enum.TryParse(header[0], ignoreCase: true, out lane) && Enum.IsDefined(lane));
    }

    /// <summary>
    /// Tells where the caller stands: the IETF draft's <c>RateLimit</c> pair, the form that OpenAI's clients know, the time
    /// in the queue.
    /// </summary>
    public static void Write(IHeaderDictionary headers, in AdmissionDecision decision)
    {
        headers[QueueMs] = Number((long)decision.Queued.TotalMilliseconds);
        if (decision.Degraded)
            headers[LimiterMode] = "degraded";
        if (decision.RemainingRequests < 0)
            return;
        var figure = Number(decision.RequestFigure);
        var remaining = Number(decision.RemainingRequests);
        var reset = ErrorResponseWriter.WholeSeconds(decision.ResetRequests);
        headers["RateLimit-Policy"] = $"\"requests\";q={figure};w={Number((long)AdmissionRules.Minute.TotalSeconds)}";
        headers["RateLimit"] = $"\"requests\";r={remaining};t={reset}";
        headers["x-ratelimit-limit-requests"] = figure;
        headers["x-ratelimit-remaining-requests"] = remaining;
        headers["x-ratelimit-reset-requests"] = reset + "s";
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
