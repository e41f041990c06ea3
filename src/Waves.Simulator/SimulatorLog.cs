namespace Waves.Simulator;

/// <summary>The few things the simulator says about itself; what it saw is in its books.</summary>
internal sealed partial class SimulatorLog(ILogger logger)
{
    [LoggerMessage(EventId = 1, EventName = "HandlerFailed", Level = LogLevel.Error, Message = "The handler of {Contract} failed")]
    public partial void HandlerFailed(string contract, Exception exception);

    [LoggerMessage(EventId = 2, EventName = "WebhookNotDelivered", Level = LogLevel.Warning, Message = "Webhook for {RequestId} not delivered: {Reason}")]
    public partial void WebhookNotDelivered(string requestId, string reason);
}
