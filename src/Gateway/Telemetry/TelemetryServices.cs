using System.Diagnostics.Metrics;
using Gateway.Edge;
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

    /// <summary>Metrics for the Prometheus endpoint; OTLP by the standard variables; spans only where they go somewhere.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<Recordings>();
        services.AddHostedService(static provider => provider.GetRequiredService<Recordings>());
        services.TryAddSingleton<RequestMetrics>();
        services.TryAddSingleton<OverheadMetrics>();
        services.TryAddSingleton<CapacityMetrics>();
        services.AddHostedService<CapacityWatch>();
        if (OtlpExport.IsDisabled(configuration))
            return services;
        var otlp = OtlpExport.From(configuration);

        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService("waves-gateway", serviceVersion: typeof(TelemetryServices).Assembly.GetName().Version?.ToString(3))
                .AddEnvironmentVariableDetector()) // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win
            .WithMetrics(metrics =>
            {
                metrics
                    .AddMeter(Meters)
                    .AddViews()
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

    /// <summary>What Prometheus scrapes, with all that is over by then.</summary>
    public static IApplicationBuilder UseMetrics(this IApplicationBuilder admin)
    {
        if (admin.ApplicationServices.GetService<MeterProvider>() is not { } provider)
            return admin;
        var recordings = admin.ApplicationServices.GetRequiredService<Recordings>();
        return admin.UseOpenTelemetryPrometheusScrapingEndpoint(provider, predicate: null, "/metrics", optionsName: null, configureBranchedPipeline: branch => branch.Use(next => context =>
        {
            recordings.MakeAll();
            return next(context);
        }));
    }

    /// <summary>Before all stages: what each of them takes of some requests.</summary>
    public static IApplicationBuilder UseStageClock(this IApplicationBuilder app)
    {
        var metrics = app.ApplicationServices.GetRequiredService<OverheadMetrics>();
        return app.Use(next => context =>
        {
            if (metrics.Begin() is { } clock)
                context.Keep(clock);
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
