using Microsoft.Extensions.Configuration;

namespace Gateway.Telemetry;

public sealed class OtlpExportTests
{
    [Fact]
    public void From_WithNothingSet_ExportsNothing() => Assert.Equal(new OtlpExport(false, false, false), Read());

    [Fact]
    public void From_WithTheCommonEndpoint_ExportsEverySignal() =>
        Assert.Equal(new OtlpExport(true, true, true), Read(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317")));

    [Fact]
    public void From_WithTheEndpointOfOneSignal_ExportsThatOne() =>
        Assert.Equal(new OtlpExport(false, true, false), Read(("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector:4318/v1/traces")));

    [Fact]
    public void From_WithASignalSetToNone_LeavesItOut() =>
        Assert.Equal(new OtlpExport(true, true, false), Read(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"), ("OTEL_LOGS_EXPORTER", "none")));

    [Fact]
    public void From_WithTheSdkDisabled_ExportsNothing() =>
        Assert.Equal(new OtlpExport(false, false, false), Read(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"), ("OTEL_SDK_DISABLED", "true")));

    private static OtlpExport Read(params (string Name, string Value)[] variables) => OtlpExport.From(
        new ConfigurationBuilder().AddInMemoryCollection(variables.Select(v => KeyValuePair.Create<string, string?>(v.Name, v.Value))).Build());
}
