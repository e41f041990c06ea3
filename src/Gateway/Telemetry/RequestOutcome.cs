using Gateway.Edge;
using Gateway.Forwarding;
using Gateway.Policies.Errors;

namespace Gateway.Telemetry;

/// <summary>How a request ended, as metrics and spans name it. A closed set.</summary>
internal static class RequestOutcome
{
    /// <summary>The caller got the upstream's answer, whatever it said.</summary>
    public const string Forwarded = "forwarded";

    /// <summary>The gateway said no: the caller has to change something, or to wait.</summary>
    public const string Refused = "refused";

    /// <summary>The gateway or the way to the upstream failed.</summary>
    public const string Failed = "failed";

    /// <summary>The upstream's answer broke after it had begun.</summary>
    public const string Broken = "broken";

    /// <summary>The caller went away first.</summary>
    public const string CallerLeft = "caller_left";

    /// <summary>The outcome of a request whose pipeline returned.</summary>
    public static string Of(HttpContext context) =>
        context.Find<BrokenStream>() is not null ? Broken
        : context.Find<OwnAnswer>() is { Kind: var kind } ? Of(kind)
        : context.RequestAborted.IsCancellationRequested ? CallerLeft
        : Forwarded;

    /// <summary>The outcome of a request whose pipeline threw; the edge answers it after the telemetry has been taken.</summary>
    public static string Of(HttpContext context, Exception exception) => exception switch
    {
        OperationCanceledException when context.RequestAborted.IsCancellationRequested => CallerLeft,
        BadHttpRequestException => Refused,
        _ => Failed,
    };

    private static string Of(ErrorKind kind) => kind switch
    {
        ErrorKind.UpstreamUnreachable or ErrorKind.UpstreamTimeout or ErrorKind.Unavailable or ErrorKind.Internal => Failed,
        _ => Refused,
    };
}
