using Gateway.Admin;
using Gateway.Configuration;
using Gateway.Storage;

namespace Gateway.Cli;

/// <summary>What administrative verbs work on: the configured database.</summary>
internal sealed class AdminConnection : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private AdminConnection(ServiceProvider services)
    {
        _services = services;
        Keys = services.GetRequiredService<IKeyAdministration>();
        Teams = services.GetRequiredService<ITeamAdministration>();
    }

    /// <summary>Virtual keys.</summary>
    public IKeyAdministration Keys { get; }

    /// <summary>Teams.</summary>
    public ITeamAdministration Teams { get; }

    /// <summary>The gateway's own parts, for verbs that work on the database alone.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Who the audit log says it was.</summary>
    public AdminCall Call { get; } = new($"cli:{Environment.UserName}", Environment.MachineName);

    /// <summary>Opens the database that the gateway would use with the same settings.</summary>
    /// <param name="config">The settings file; null: none.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The settings have faults.</exception>
    public static AdminConnection OpenDatabase(FileInfo? config)
    {
        var configuration = new ConfigurationManager();
        configuration.AddGatewaySources(config?.FullName, overrides: null);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging();
        services.AddStorage();
        services.AddAdministration();
        return new(services.BuildServiceProvider());
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
