using Microsoft.Extensions.Logging.Abstractions;
using Waves.Simulator.Analytics;
using Waves.Simulator.Books;
using Waves.Simulator.Chat;
using Waves.Simulator.Dictionaries;
using Waves.Simulator.Faults;
using Waves.Simulator.Hydra;
using Waves.Simulator.Keys;
using Waves.Simulator.Sockets;
using Waves.Simulator.Speech;
using Waves.Simulator.Transcription;
using Waves.Simulator.Voices;
using Waves.Simulator.Wire;

namespace Waves.Simulator;

/// <summary>Everything a simulator consists of, put together by hand in one place.</summary>
internal sealed class SimulatorParts : IAsyncDisposable
{
    /// <summary>The organisation every answer names.</summary>
    private const string Organisation = "66a9fe02c3d24b7e9d5f0001";

    private readonly CloneShelf _clones = new();
    private readonly DictionaryShelf _dictionaries = new();
    private readonly PromptCache _prompts = new();
    private readonly UsageLog _usage;
    private readonly WebhookPost _webhooks;
    private readonly SimulatorPipeline _pipeline;

    private SimulatorParts(SimulatorOptions options)
    {
        var time = options.Time;
        Books = new SimulatorBooks(options.Limits, time);
        Faults = new FaultPlan();
        Keys = new KeyRing(options.Keys);
        Settings = new SimulatorSettings(options);
        _usage = new UsageLog(time);

        var log = new SimulatorLog((options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Waves.Simulator"));
        _webhooks = new WebhookPost(Settings, _usage, Organisation, time, log);
        var voices = new VoiceCatalogue(_clones);
        var rules = new SpeechRules(voices, _dictionaries);
        var studio = new SpeechStudio(Settings);

        var routes = new RouteTable(
        [
            .. new SpeechRoutes(rules, studio, Settings, Books, _usage, time).Rows(),
            .. new TranscriptionRoutes(new RecordingReader(Settings), _webhooks, Settings, Books, _usage, time).Rows(),
            .. new ChatRoutes(_prompts, Settings, time).Rows(),
            .. new HydraRoutes(Settings, Books, time).Rows(),
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
        _prompts.Clear();
        _usage.Clear();
    }

    public ValueTask DisposeAsync() => _webhooks.DisposeAsync();
}
