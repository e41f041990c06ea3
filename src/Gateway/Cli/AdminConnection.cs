using Gateway.Admin;
using Gateway.Admin.Remote;
using Gateway.Configuration;
using Gateway.Storage;
using Gateway.Upstream;
using Microsoft.Extensions.Options;

namespace Gateway.Cli;

/// <summary>What administrative verbs work on: the configured database, or a running gateway.</summary>
internal sealed class AdminConnection : IAsyncDisposable
{
    /// <summary>Environment variable with the admin key; it is never given on the command line, where others can read it.</summary>
    public const string KeyVariable = "GATEWAY_ADMIN_KEY";

    private readonly ServiceProvider? _services;
    private readonly AdminClient? _client;

    private AdminConnection(ServiceProvider services)
    {
        _services = services;
        Database = services;
        Keys = services.GetRequiredService<IKeyAdministration>();
        Teams = services.GetRequiredService<ITeamAdministration>();
        Plans = services.GetRequiredService<IPlanAdministration>();
        Audit = services.GetRequiredService<IAuditReader>();
        Budgets = services.GetRequiredService<IBudgetReader>();
        Usage = services.GetRequiredService<IUsageReader>();
    }

    private AdminConnection(AdminClient client)
    {
        _client = client;
        Keys = new RemoteKeyAdministration(client);
        Teams = new RemoteTeamAdministration(client);
        Plans = new RemotePlanAdministration(client);
        Audit = new RemoteAuditReader(client);
        Budgets = new RemoteBudgetReader(client, Keys);
        Live = new(client);
        Usage = new RemoteUsageReader(client);
    }

    /// <summary>Virtual keys.</summary>
    public IKeyAdministration Keys { get; }

    /// <summary>Teams.</summary>
    public ITeamAdministration Teams { get; }

    /// <summary>Plans and prices.</summary>
    public IPlanAdministration Plans { get; }

    /// <summary>How budgets stand.</summary>
    public IBudgetReader Budgets { get; }

    /// <summary>The audit log.</summary>
    public IAuditReader Audit { get; }

    /// <summary>What goes on now; null on the database, which does not know it.</summary>
    public RemoteLive? Live { get; }

    /// <summary>What was used.</summary>
    public IUsageReader Usage { get; }

    /// <summary>The gateway's own parts, for verbs that work on the database alone; null through a running gateway.</summary>
    public IServiceProvider? Database { get; }

    /// <summary>Who the audit log says it was, on the database. A running gateway knows it by the credential.</summary>
    public AdminCall Call { get; } = new($"cli:{Environment.UserName}", Environment.MachineName);

    /// <summary>Opens what a verb works on.</summary>
    /// <param name="config">The settings file; null: none.</param>
    /// <param name="gateway">Root of a running gateway's admin plane; null: the database that the gateway would use with the same settings.</param>
    /// <exception cref="OptionsValidationException">The settings have faults.</exception>
    public static AdminConnection Open(FileInfo? config, Uri? gateway)
    {
        var configuration = new ConfigurationManager();
        configuration.AddGatewaySources(config?.FullName, overrides: null);
        return gateway is null ? OpenDatabase(configuration) : OpenGateway(configuration, gateway);
    }

    /// <summary>Opens a running gateway.</summary>
    /// <param name="config">The settings file; null: none.</param>
    /// <param name="gateway">Root of its admin plane; null: where the gateway of the same settings has it.</param>
    /// <exception cref="OptionsValidationException">The settings have faults.</exception>
    public static AdminConnection OpenLive(FileInfo? config, Uri? gateway)
    {
        var configuration = new ConfigurationManager();
        configuration.AddGatewaySources(config?.FullName, overrides: null);
        return OpenGateway(configuration, gateway ?? HealthCommand.Reachable(configuration[$"{AdminOptions.Section}:{nameof(AdminOptions.Url)}"] ?? AdminOptions.DefaultUrl));
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_services is not null)
            await _services.DisposeAsync();
    }

    private static AdminConnection OpenDatabase(ConfigurationManager configuration)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging();
        services.AddStorage();
        // What the settings name, as far as they are here; they are not judged, because the verbs need none of them.
        services.AddOptions<UpstreamOptions>().BindConfiguration(UpstreamOptions.Section);
        services.AddAdministration();
        return new(services.BuildServiceProvider());
    }

    private static AdminConnection OpenGateway(ConfigurationManager configuration, Uri gateway)
    {
        var key = configuration[KeyVariable] ?? configuration[$"{AdminOptions.Section}:Key"];
        if (string.IsNullOrWhiteSpace(key))
            throw Fault($"A running gateway asks for the admin key: set {KeyVariable} in the environment.");
        if (!gateway.IsAbsoluteUri || gateway.Scheme is not ("http" or "https"))
            throw Fault("--admin is the URL of a gateway's admin plane: http://127.0.0.1:8081.");
        return new(new AdminClient(gateway, new Secret(key.Trim())));
    }

    private static OptionsValidationException Fault(string message) => new(AdminOptions.Section, typeof(AdminOptions), [message]);
}
