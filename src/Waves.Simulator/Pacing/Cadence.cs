namespace Waves.Simulator.Pacing;

/// <summary>
/// How fast the simulator answers and how much. Immutable: change with <c>with</c>; a change holds for work that begins
/// after it. All zero, as by default, means as fast as possible.
/// </summary>
public sealed record Cadence
{
    /// <summary>No waiting anywhere: for tests.</summary>
    public static Cadence Instant { get; } = new();

    /// <summary>Roughly what the live service feels like: for demonstrations and load in real time.</summary>
    public static Cadence Lifelike { get; } = new()
    {
        ThinkTime = TimeSpan.FromMilliseconds(80),
        TimeToFirstAudio = TimeSpan.FromMilliseconds(120),
        RealTimeFactor = 4,
        TimeToFirstToken = TimeSpan.FromMilliseconds(200),
        TokenInterval = TimeSpan.FromMilliseconds(20),
        HydraTimeToFirstAudio = TimeSpan.FromMilliseconds(300),
        CompleteBackoff = TimeSpan.FromSeconds(4),
    };

    /// <summary>Wait before the answer of every plain HTTP call that does work.</summary>
    public TimeSpan ThinkTime { get; init; }

    /// <summary>Wait before the first audio of a synthesis.</summary>
    public TimeSpan TimeToFirstAudio { get; init; }

    /// <summary>Seconds of audio sent per second of time: 1 is live, 4 four times as fast, 0 without pacing.</summary>
    public double RealTimeFactor { get; init; }

    /// <summary>Fixed gap between two chunks of audio. Used when <see cref="RealTimeFactor"/> is 0.</summary>
    public TimeSpan ChunkInterval { get; init; }

    /// <summary>Audio bytes per chunk of speech, even (contract 2.2: 1,024).</summary>
    public int SpeechChunkBytes { get; init; } = 1024;

    /// <summary>Length of speech per character of text, at speed 1.</summary>
    public TimeSpan AudioPerCharacter { get; init; } = TimeSpan.FromMilliseconds(65);

    /// <summary>Audio heard per recognised word.</summary>
    public TimeSpan AudioPerWord { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Audio between two partial transcripts on a live socket.</summary>
    public TimeSpan AudioPerPartial { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Wait before the first token of a chat answer.</summary>
    public TimeSpan TimeToFirstToken { get; init; }

    /// <summary>Gap between two tokens of a streamed chat answer.</summary>
    public TimeSpan TokenInterval { get; init; }

    /// <summary>Tokens of a chat answer that nothing else bounds.</summary>
    public int AnswerTokens { get; init; } = 12;

    /// <summary>Wait between the last audio and <c>complete</c> on a speech socket when the client names none (upstream: 4 s).</summary>
    public TimeSpan CompleteBackoff { get; init; }

    /// <summary>Whether a speech socket is closed after <c>complete</c>, as the specification says and clients do not expect.</summary>
    public bool CloseAfterComplete { get; init; }

    /// <summary>Silence of a client after which a speech socket ends when it names no <c>timeout</c>.</summary>
    public TimeSpan SpeechIdle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Wait before the first audio of a Hydra answer.</summary>
    public TimeSpan HydraTimeToFirstAudio { get; init; }

    /// <summary>Length of a Hydra answer.</summary>
    public TimeSpan HydraAnswer { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Audio per delta of a Hydra answer.</summary>
    public TimeSpan HydraDelta { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>Silence in the input that ends a Hydra turn, in audio time.</summary>
    public TimeSpan HydraTurnSilence { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Tools called per spoken Hydra turn, the first ones configured; 0 never calls any.</summary>
    public int HydraToolCalls { get; init; } = 1;

    /// <summary>Longest wait for tool results.</summary>
    public TimeSpan HydraToolTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Quiet on both sides after which a Hydra session ends.</summary>
    public TimeSpan HydraIdle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait before a webhook is delivered, and before each repetition.</summary>
    public TimeSpan WebhookDelay { get; init; }

    /// <summary>The preset called <paramref name="name"/>: <c>instant</c> or <c>lifelike</c>.</summary>
    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public static Cadence Preset(string name) => name.ToLowerInvariant() switch
    {
        "instant" => Instant,
        "lifelike" => Lifelike,
        _ => throw new ArgumentException($"There is no cadence '{name}': use instant or lifelike.", nameof(name)),
    };
}
