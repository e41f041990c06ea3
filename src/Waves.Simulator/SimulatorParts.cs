using Microsoft.Extensions.Logging.Abstractions;
using Waves.Simulator.Analytics;
using Waves.Simulator.Books;
using Waves.Simulator.Dictionaries;
using Waves.Simulator.Faults;
using Waves.Simulator.Keys;
using Waves.Simulator.Sockets;
using Waves.Simulator.Speech;
using Waves.Simulator.Voices;
using Waves.Simulator.Wire;

namespace Waves.Simulator;

/// <summary>Everything a simulator consists of, put together by hand in one place.</summary>
internal sealed class SimulatorParts : IAsyncDisposable
{
    private readonly SimulatorOptions _options;
    private readonly CloneShelf _clones = new();
    private readonly DictionaryShelf _dictionaries = new();
    private readonly UsageLog _usage;
    private readonly SimulatorPipeline _pipeline;

    private SimulatorParts(SimulatorOptions options)
    {
        _options = options;
        var time = options.Time;
        Books = new SimulatorBooks(options.Limits, time);
        Faults = new FaultPlan();
        Keys = new KeyRing(options.Keys);
        Settings = new SimulatorSettings(options);
        _usage = new UsageLog(time);

        var log = new SimulatorLog((options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Waves.Simulator"));
        var voices = new VoiceCatalogue(_clones);
        var rules = new SpeechRules(voices, _dictionaries);
        var studio = new SpeechStudio(Settings);

        var routes = new RouteTable(
        [
            .. new SpeechRoutes(rules, studio, Settings, Books, _usage, time).Rows(),
        ]);
        _pipeline = new SimulatorPipeline(routes, Books, Keys, Faults, time, log);
    }

    public SimulatorBooks Books { get; }

    public FaultPlan Faults { get; }

    public KeyRing Keys { get; }

    public SimulatorSettings Settings { get; }

    public static SimulatorParts Assemble(SimulatorOptions options) => new(options);

    public void Map(IApplicationBuilder app)
    {
        app.Use(RawStreams.InstallAsync);
        app.UseWebSockets();
        app.Run(_pipeline.HandleAsync);
    }

    public void Reset()
    {
        Faults.Clear();
        Books.Clear();
        _clones.Clear();
        _dictionaries.Clear();
        _usage.Clear();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
