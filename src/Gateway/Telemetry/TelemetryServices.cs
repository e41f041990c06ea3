using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Gateway.Forwarding;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gateway.Telemetry;

internal static class TelemetryServices
{
    /// <summary>
    /// The gateway's own meters by their common prefix, then what it is built on: the web server, the client towards the
    /// upstream, the runtime.
    /// </summary>
    private static readonly string[] Meters =
    [
        "Gateway.*",
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "System.Net.Http", "System.Net.NameResolution", "System.Runtime",
    ];

    /// <summary>What those count for every call a second time; nothing is spent on it.</summary>
    private static readonly FrozenSet<string> Doubles =
        new[] { "http.server.active_requests", "http.client.active_requests" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Metrics for the Prometheus endpoint always; OTLP by the standard variables; spans only where they go somewhere.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<RequestMetrics>();
        services.TryAddSingleton<OverheadMetrics>();
        services.TryAddSingleton<CapacityMetrics>();
        services.AddHostedService<CapacityWatch>();
        var otlp = OtlpExport.From(configuration);

        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService("waves-gateway", serviceVersion: typeof(TelemetryServices).Assembly.GetName().Version?.ToString(3))
                .AddEnvironmentVariableDetector()) // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win
            .WithMetrics(metrics =>
            {
                metrics
                    .AddMeter(Meters)
                    .AddView(static instrument => Doubles.Contains(instrument.Name) ? MetricStreamConfiguration.Drop : null)
                    .AddOwnOnly()
                    .AddInstrumentation(static provider => new ForwarderCounterListener(new ForwarderMetrics(provider.GetRequiredService<IMeterFactory>())))
                    .AddPrometheusExporter();
                // Measurements of a call that is traced lead to its trace; without traces there is nothing to lead to.
                if (otlp.Traces)
                    metrics.SetExemplarFilter(ExemplarFilterType.TraceBased);
                if (otlp.Metrics)
                    metrics.AddOtlpExporter(options => OtlpExport.Point(options, configuration, "METRICS"));
            });
        if (otlp.Traces)
        {
            telemetry.WithTracing(tracing => tracing
                .AddSource("Gateway.*")
                .AddAspNetCoreInstrumentation(RequestSpan.Configure)
                .AddOtlpExporter(options => OtlpExport.Point(options, configuration, "TRACES")));
        }
        if (otlp.Logs)
        {
            telemetry.WithLogging(
                logging => logging.AddOtlpExporter(options => OtlpExport.Point(options, configuration, "LOGS")),
                options => options.IncludeScopes = true);
        }
        return services;
    }

    /// <summary>
    /// Listening is for the whole process: without this, each of several hosts in one would pay for what all the others
    /// measure, and show it.
    /// </summary>
    private static MeterProviderBuilder AddOwnOnly(this MeterProviderBuilder metrics) =>
        ((IDeferredMeterProviderBuilder)metrics).Configure(static (provider, metrics) =>
        {
            var own = provider.GetRequiredService<IMeterFactory>();
            metrics.AddView(instrument => instrument.Meter.Scope is IMeterFactory made && made != own ? MetricStreamConfiguration.Drop : null);
        });

    /// <summary>Before all stages: what each of them takes of some requests.</summary>
    public static IApplicationBuilder UseStageClock(this IApplicationBuilder app)
    {
        var metrics = app.ApplicationServices.GetRequiredService<OverheadMetrics>();
        return app.Use(next => context =>
        {
            if (metrics.Begin() is { } clock)
                context.Features.Set(clock);
            return next(context);
        });
    }

    /// <summary>Behind endpoint routing, before every stage that can answer.</summary>
    public static IApplicationBuilder UseTelemetry(this IApplicationBuilder app) => app.UsePassed(Stage.Edge).UseMiddleware<RequestTelemetryMiddleware>();

    /// <summary>Behind a stage: a request that comes here has passed it.</summary>
    public static IApplicationBuilder UsePassed(this IApplicationBuilder app, Stage stage) => app.Use(next => context =>
    {
        StageClock.Passed(context, stage);
        return next(context);
    });
}
