using Gateway.Admin;
using Gateway.Admission;
using Gateway.Budgets;
using Gateway.Caller;
using Gateway.Configuration;
using Gateway.Edge;
using Gateway.Forwarding;
using Gateway.Metering;
using Gateway.Relay;
using Gateway.Routing;
using Gateway.Storage;
using Gateway.Telemetry;
using Gateway.Upstream;
using Gateway.Validation;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway;

/// <summary>Builds the process: settings, services, path. The caller runs and disposes it.</summary>
internal static class GatewayHost
{
    /// <param name="configFile">A JSON settings file; null: none.</param>
    /// <param name="overrides">Settings that win over all others.</param>
    /// <param name="customize">Last word on services and logging, for the demo and for tests.</param>
    /// <exception cref="OptionsValidationException">Settings do not validate; it, or an aggregate of such, names every fault.</exception>
    public static WebApplication Build(string? configFile = null, IEnumerable<KeyValuePair<string, string?>>? overrides = null, Action<WebApplicationBuilder>? customize = null)
    {
        // "--urls=": the host must not read the addresses by itself, since the edge opens them, each marked with its plane.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, Args = ["--urls="] });
        builder.Configuration.AddGatewaySources(configFile, overrides);
        var faults = builder.Configuration.TakeFaults();
        builder.AddGatewayLogging();
        builder.AddEdge();

        builder.Services.AddGateway(builder.Configuration);
        builder.Services.AddHostedService<SettingsWatcher>();
        var failures = new StartFailures();
        builder.Services.PostConfigure<LoggerFilterOptions>(failures.Impose);
        customize?.Invoke(builder);

        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(failures.HasStarted);
        // All faults of all sections at once, before the path reads its first setting.
        SettingFaults.ThrowIfAny([.. faults, .. SettingFaults.OfSections(app.Services)]);
        app.UseGateway();
        return app;
    }

    /// <summary>Everything but the listeners and the log: with it, settings can be judged without a process to run them.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.TryAddSingleton<SettingsMetrics>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddEdgeOptions();
        services.AddContractRouting();
        services.AddCaller();
        services.AddUpstream();
        services.AddValidation();
        services.AddStorage();
        services.AddAdministration();
        services.AddAdminApi();
        services.AddBudgets();
        services.AddAdmission();
        services.AddForwarding();
        services.AddMetering();
        services.AddRelay();
        services.AddTelemetry(configuration);
        return services;
    }
}
