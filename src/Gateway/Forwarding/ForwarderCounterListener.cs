using System.Diagnostics.Tracing;
using System.Globalization;

namespace Gateway.Forwarding;

/// <summary>
/// Hears the forwarder's event counters, which no meter listener sees, and hands them to <see cref="ForwarderMetrics"/>.
/// They are process-wide and come once per <see cref="Period"/>.
/// </summary>
internal sealed class ForwarderCounterListener(ForwarderMetrics metrics) : EventListener
{
    /// <summary>How old a figure can be.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private const string SourceName = "Yarp.ReverseProxy";

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        // Critical: the counters alone. The forwarder's events, one per request and stage, stay off and cost nothing.
        if (eventSource.Name is SourceName)
            EnableEvents(eventSource, EventLevel.Critical, EventKeywords.None, new Dictionary<string, string?>
            {
                ["EventCounterIntervalSec"] = Period.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            });
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName is "EventCounters" && eventData.Payload is [IDictionary<string, object?> report, ..])
            metrics.Take(report);
    }
}
