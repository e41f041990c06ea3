using Gateway.Policies.Usage;
using Gateway.Telemetry;

namespace Gateway.Metering;

/// <summary>Tells metrics what was used a moment later, when the cost of it is less. Thread-safe.</summary>
internal sealed class LateUsage : IUsageSink
{
    private readonly Recordings _recordings;
    private readonly Action<object> _tell;

    public LateUsage(Recordings recordings, UsageMetrics usage, GenAiMetrics genAi)
    {
        _recordings = recordings;
        _tell = record =>
        {
            usage.Ended((UsageRecord)record);
            genAi.Ended((UsageRecord)record);
        };
    }

    public void Ended(UsageRecord record) => _recordings.Post(record, _tell);
}
