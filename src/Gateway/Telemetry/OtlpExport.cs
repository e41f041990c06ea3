using System.Globalization;
using OpenTelemetry.Exporter;

namespace Gateway.Telemetry;

/// <summary>
/// Which signals leave by OTLP, and where to, read from the variables of the OpenTelemetry specification. The SDK itself
/// reads those that hold for all signals; those of one signal are read here.
/// </summary>
/// <param name="Metrics">Metrics are pushed, besides being scraped.</param>
/// <param name="Traces">Spans are made and pushed.</param>
/// <param name="Logs">Logs are pushed, besides being printed.</param>
internal readonly record struct OtlpExport(bool Metrics, bool Traces, bool Logs)
{
    /// <summary>Whether <c>OTEL_SDK_DISABLED</c> turns all of it off: nothing listens to any instrument then.</summary>
    public static bool IsDisabled(IConfiguration configuration) => string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads <c>OTEL_EXPORTER_OTLP[_SIGNAL]_ENDPOINT</c> and <c>OTEL_SIGNAL_EXPORTER</c>.</summary>
    public static OtlpExport From(IConfiguration configuration) =>
        IsDisabled(configuration)
            ? default
            : new(Exports(configuration, "METRICS"), Exports(configuration, "TRACES"), Exports(configuration, "LOGS"));

    /// <summary>
    /// Lays the variables of one signal over those of all, which the exporter has read by itself. Values it does not
    /// know leave the common ones in force, as the specification asks.
    /// </summary>
    public static void Point(OtlpExporterOptions options, IConfiguration configuration, string signal)
    {
        var prefix = $"OTEL_EXPORTER_OTLP_{signal}_";
        if (Uri.TryCreate(configuration[prefix + "ENDPOINT"], UriKind.Absolute, out var endpoint))
            options.Endpoint = endpoint;
        if (IsSet(configuration[prefix + "HEADERS"]))
            options.Headers = configuration[prefix + "HEADERS"];
        if (int.TryParse(configuration[prefix + "TIMEOUT"], CultureInfo.InvariantCulture, out var milliseconds))
            options.TimeoutMilliseconds = milliseconds;
        options.Protocol = configuration[prefix + "PROTOCOL"] switch
        {
            "grpc" => OtlpExportProtocol.Grpc,
            "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
            _ => options.Protocol,
        };
    }

    /// <summary>A signal is exported when an endpoint is named for it or for all, unless its exporter is <c>none</c>.</summary>
    private static bool Exports(IConfiguration configuration, string signal) =>
        (IsSet(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]) || IsSet(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]))
        && !string.Equals(configuration[$"OTEL_{signal}_EXPORTER"], "none", StringComparison.OrdinalIgnoreCase);

    private static bool IsSet(string? value) => !string.IsNullOrWhiteSpace(value);
}
