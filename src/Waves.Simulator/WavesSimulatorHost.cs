using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Waves.Simulator.Books;
using Waves.Simulator.Faults;
using Waves.Simulator.Hosting;
using Waves.Simulator.Keys;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Waves.Simulator;

/// <summary>
/// A running stand-in for the Waves API, written from the contract and independent of the gateway. It answers every
/// endpoint, enforces plan limits of its own, keeps books of all it saw and plays faults on request. Thread-safe.
/// </summary>
/// <example><code>
/// await using var waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Limits = PlanLimits.Standard });
/// waves.Faults.Add(Fault.Answer(503, retryAfterSeconds: 2).On("T1").Once());
/// // … send something to waves.BaseAddress …
/// var request = await waves.Books.WaitForEndAsync("T1");
/// </code></example>
public sealed class WavesSimulatorHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SimulatorParts _parts;

    private WavesSimulatorHost(WebApplication app, SimulatorParts parts)
    {
        _app = app;
        _parts = parts;
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        BaseAddress = new Uri(addresses.First());
        Http2BaseAddress = new Uri(addresses.Last());
    }

    /// <summary>Where HTTP/1.1 answers; paths begin with <c>/waves/v1</c> below it.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Where cleartext HTTP/2 with prior knowledge answers.</summary>
    public Uri Http2BaseAddress { get; }

    /// <summary>What it saw.</summary>
    public SimulatorBooks Books => _parts.Books;

    /// <summary>What is to go wrong.</summary>
    public FaultPlan Faults => _parts.Faults;

    /// <summary>Which upstream keys it accepts.</summary>
    public KeyRing Keys => _parts.Keys;

    /// <summary>The account's plan. A new value holds for the next arrival; what runs goes on.</summary>
    public PlanLimits Limits
    {
        get => _parts.Books.Gate.Limits;
        set => _parts.Books.Gate.Limits = value;
    }

    /// <summary>How fast and how much it answers. A new value holds for work that begins after it.</summary>
    public Cadence Cadence
    {
        get => _parts.Settings.Cadence;
        set => _parts.Settings.Cadence = value;
    }

    /// <summary>Whether <c>/health</c> answers 200 or 503.</summary>
    public bool Healthy
    {
        get => _parts.Settings.Healthy;
        set => _parts.Settings.Healthy = value;
    }

    /// <summary>Starts a simulator; it answers when the task has ended.</summary>
    /// <exception cref="ArgumentException">A listening address is not one this simulator can bind.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<WavesSimulatorHost> StartAsync(SimulatorOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => KestrelSetup.Configure(kestrel, options));
        builder.Services.Replace(ServiceDescriptor.Singleton(options.LoggerFactory ?? NullLoggerFactory.Instance));

        var app = builder.Build();
        var parts = SimulatorParts.Assemble(options);
        parts.Map(app);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            await parts.DisposeAsync();
            throw;
        }

        return new WavesSimulatorHost(app, parts);
    }

    /// <summary>Forgets everything as if started anew: books, faults, clones, dictionaries and logs. Limits, keys and cadence stay.</summary>
    public void Reset() => _parts.Reset();

    /// <summary>Stops at once: what still runs is cut.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        await _parts.DisposeAsync();
    }
}
