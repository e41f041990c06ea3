using System.Diagnostics.Metrics;

namespace Gateway.Configuration;

/// <summary>Changes of the settings file. Thread-safe.</summary>
internal sealed class SettingsMetrics(IMeterFactory meters)
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Configuration";

    private readonly Counter<long> _reloads = meters.Create(MeterName).CreateCounter<long>(
        "gateway.configuration.reloads", "{reload}", "Changes of the settings file, taken up or refused.");

    /// <summary>The file changed.</summary>
    public void Reloaded(bool taken) => _reloads.Add(1, KeyValuePair.Create<string, object?>("result", taken ? "taken" : "refused"));
}
