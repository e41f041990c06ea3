using Gateway.Admin;
using Gateway.Admin.Documents;
using Gateway.Budgets;
using Gateway.Policies.Keys;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Storage;

/// <summary>Storage and administration as one process has them; two of them on one database are two processes.</summary>
internal sealed class StorageHost : IAsyncDisposable
{
    public static readonly AdminCall Call = new("test", "here");

    private readonly ServiceProvider _services;
    private readonly IConfigurationRoot _configuration;
    private DirectoryRefresher? _refresher;

    private StorageHost(ServiceProvider services, IConfigurationRoot configuration)
    {
        _services = services;
        _configuration = configuration;
    }

    public FakeTimeProvider Clock => (FakeTimeProvider)Get<TimeProvider>();

    public VirtualKeyDirectory Directory => Get<VirtualKeyDirectory>();

    public IKeyAdministration Keys => Get<IKeyAdministration>();

    public ITeamAdministration Teams => Get<ITeamAdministration>();

    public GatewayDatabase Database => Get<GatewayDatabase>();

    public DatabaseState State => Get<DatabaseState>();

    public FakeLogCollector Logs => _services.GetFakeLogCollector();

    public static StorageHost Open(TestDatabase database, params (string Name, string Value)[] settings) =>
        Open(database.Provider, database.ConnectionString, settings);

    public static StorageHost Open(DatabaseProvider provider, string connectionString, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Gateway:Database:Provider"] = provider.ToString(),
            ["Gateway:Database:ConnectionString"] = connectionString,
            ["Gateway:Database:LockTimeout"] = "00:00:00.5",
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(all).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)));
        services.AddFakeLogging();
        services.AddStorage();
        services.AddAdministration();
        services.AddBudgets();
        return new(services.BuildServiceProvider(), configuration);
    }

    /// <summary>Carries what was spent to the database and back; a round is one call.</summary>
    public SpendingKeeper Spending => _services.GetServices<IHostedService>().OfType<SpendingKeeper>().Single();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Makes a key.</summary>
    public async Task<IssuedKey> CreateKeyAsync(string team = "payments", string name = "", KeySettings? settings = null)
    {
        var result = await Keys.CreateAsync(new NewKey(settings ?? new()) { Team = team, Name = name }, createTeam: true, Call, CancellationToken.None);
        return Assert.IsType<IssuedKey>(result.Value);
    }

    /// <summary>Runs the background refresh, as the host of the process does.</summary>
    public async Task StartAsync()
    {
        var refresher = _services.GetServices<IHostedService>().OfType<DirectoryRefresher>().Single();
        await refresher.StartingAsync(CancellationToken.None);
        await refresher.StartAsync(CancellationToken.None);
        _refresher = refresher;
    }

    /// <summary>Lets the background refresh come round until something holds, or fails after a generous while.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        for (var round = 0; !holds(); round++)
        {
            Assert.True(round < 2000, "It did not come about.");
            Clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Changes settings and tells, as a changed file does.</summary>
    public void Configure(params (string Name, string? Value)[] settings)
    {
        var provider = Assert.IsType<MemoryConfigurationProvider>(_configuration.Providers.Single());
        foreach (var (name, value) in settings)
            provider.Set(name, value);
        _configuration.Reload();
    }

    public async ValueTask DisposeAsync()
    {
        if (_refresher is not null)
            await _refresher.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
