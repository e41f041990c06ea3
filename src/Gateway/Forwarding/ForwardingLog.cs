using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Forwarding;

internal static partial class ForwardingLog
{
    [LoggerMessage(EventId = 6001, EventName = "UpstreamFailed", Level = LogLevel.Warning, Message = "{Contract} through account {Account} failed: {Error}")]
    public static partial void UpstreamFailed(this ILogger logger, Exception? cause, string contract, string account, ForwarderError error);

    [LoggerMessage(EventId = 6002, EventName = "StreamBroke", Level = LogLevel.Warning, Message = "{Contract} through account {Account}: the answer broke after it had begun")]
    public static partial void StreamBroke(this ILogger logger, Exception cause, string contract, string account);
}
