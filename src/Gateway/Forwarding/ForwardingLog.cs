using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Forwarding;

internal static partial class ForwardingLog
{
    /// <summary>What the transport said, innermost first; a stack trace of a peer's failure tells an operator nothing.</summary>
    public static string CauseOf(Exception? exception)
    {
        while (exception?.InnerException is { } inner)
            exception = inner;
        return exception is null ? "no cause given" : $"{exception.GetType().Name}: {exception.Message}";
    }

    [LoggerMessage(EventId = 6001, EventName = "UpstreamFailed", Level = LogLevel.Warning, Message = "{Contract} through account {Account} failed: {Error}, {Cause}")]
    public static partial void UpstreamFailed(this ILogger logger, string contract, string account, ForwarderError error, string cause);

    [LoggerMessage(EventId = 6002, EventName = "StreamBroke", Level = LogLevel.Warning, Message = "{Contract} through account {Account}: the answer broke after it had begun, {Cause}")]
    public static partial void StreamBroke(this ILogger logger, string contract, string account, string cause);

    [LoggerMessage(EventId = 6003, EventName = "RequestBroke", Level = LogLevel.Debug, Message = "{Contract}: the caller's request broke on the way, {Cause}")]
    public static partial void RequestBroke(this ILogger logger, string contract, string cause);
}
