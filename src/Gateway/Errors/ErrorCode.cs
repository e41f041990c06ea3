using Gateway.Policies.Errors;

namespace Gateway.Errors;

/// <summary>Values of the <c>X-Gateway-Error</c> header: they tell an answer of ours from one of the upstream's.</summary>
internal static class ErrorCode
{
    /// <summary>Response header that only the gateway's own errors carry.</summary>
    public const string Header = "X-Gateway-Error";

    /// <summary>The value for a condition, in snake case.</summary>
    public static string Of(ErrorKind kind) => kind switch
    {
        ErrorKind.MissingKey => "missing_key",
        ErrorKind.UnknownKey => "unknown_key",
        ErrorKind.Forbidden => "forbidden",
        ErrorKind.BudgetExhausted => "budget_exhausted",
        ErrorKind.RateLimited => "rate_limited",
        ErrorKind.ConcurrencyLimited => "concurrency_limited",
        ErrorKind.BodyTooLarge => "body_too_large",
        ErrorKind.BodyTooSlow => "body_too_slow",
        ErrorKind.Malformed => "malformed",
        ErrorKind.Invalid => "invalid",
        ErrorKind.NotFound => "not_found",
        ErrorKind.MethodNotAllowed => "method_not_allowed",
        ErrorKind.UpgradeRequired => "upgrade_required",
        ErrorKind.Gone => "gone",
        ErrorKind.UpstreamUnreachable => "upstream_unreachable",
        ErrorKind.UpstreamTimeout => "upstream_timeout",
        ErrorKind.Unavailable => "unavailable",
        _ => "internal",
    };
}
