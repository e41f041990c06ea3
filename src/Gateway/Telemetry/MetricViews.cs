using System.Diagnostics.Metrics;
using Gateway.Metering;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry;

/// <summary>
/// Which instruments are shown, and how many combinations of tags each can have. The SDK sets memory aside for as many
/// when an instrument appears, 185 KB for its own default of 2,000; beyond the limit it folds all into one.
/// </summary>
internal static class MetricViews
{
    /// <summary>Tags from small closed sets, a contract or two of them: most instruments.</summary>
    private static readonly MetricStreamConfiguration Few = new() { CardinalityLimit = 200 };

    /// <summary>By contract with outcome and status or reason; by route and status; by host.</summary>
    private static readonly MetricStreamConfiguration ByContract = new() { CardinalityLimit = 1000 };

    /// <summary>By account, group and limit, for up to fifty accounts; by team, contract and model.</summary>
    private static readonly MetricStreamConfiguration ByHolder = new() { CardinalityLimit = 2000 };

    /// <summary>By team, contract and model with outcome and source.</summary>
    private static readonly MetricStreamConfiguration ByHolderAndEnd = new() { CardinalityLimit = UsageMetrics.MaxRequestSeries };

    /// <summary>Of all instruments in the process those of one host, each with its limit.</summary>
    /// <remarks>
    /// Listening is for the whole process: without this, each of several hosts in one would pay for what all the others
    /// measure, and show it.
    /// </remarks>
    public static MeterProviderBuilder AddViews(this MeterProviderBuilder metrics) =>
        ((IDeferredMeterProviderBuilder)metrics).Configure(static (provider, metrics) =>
        {
            var own = provider.GetRequiredService<IMeterFactory>();
            metrics.AddView(instrument => instrument.Meter.Scope is IMeterFactory made && made != own ? MetricStreamConfiguration.Drop : Of(instrument));
        });

    private static MetricStreamConfiguration Of(Instrument instrument) => instrument.Name switch
    {
        // What those count for every call a second time; nothing is spent on it. The client's cost five recordings a call.
        "http.server.active_requests" or "http.client.active_requests" or "http.client.request.duration" or "http.client.open_connections" => MetricStreamConfiguration.Drop,
        "gateway.usage.requests" => ByHolderAndEnd,
        "gateway.request.duration" => ByHolder,
        _ when instrument.Meter.Name is "Gateway.Usage" or "Gateway.Capacity" or "Gateway.Admission" => ByHolder,
        _ when instrument.Meter.Name is "Gateway.Request" or "Gateway.Relay" or "Microsoft.AspNetCore.Hosting" or "System.Net.Http" or "System.Net.NameResolution" => ByContract,
        _ => Few,
    };
}
