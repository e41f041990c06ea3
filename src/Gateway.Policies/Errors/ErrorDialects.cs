using System.Collections.Immutable;

namespace Gateway.Policies.Errors;

/// <summary>The dialects of waves-api 3.1; each row of the contract table names one.</summary>
public static class ErrorDialects
{
    /// <summary>D-OPENAI: L1, X1.</summary>
    public static ErrorDialect OpenAi { get; } = new OpenAiDialect();

    /// <summary>D-TTS with D-ZOD: T1, T2, T4, T5, V5.</summary>
    public static ErrorDialect Tts { get; } = new TtsDialect();

    /// <summary>D-STT: S1.</summary>
    public static ErrorDialect Stt { get; } = new SttDialect();

    /// <summary>D-PULSE: S3.</summary>
    public static ErrorDialect Pulse { get; } = new PulseDialect();

    /// <summary>D-CLONE: V1.</summary>
    public static ErrorDialect Clone { get; } = new CloneDialect();

    /// <summary>D-DICT: D1 to D4.</summary>
    public static ErrorDialect Dict { get; } = new DictDialect();

    /// <summary>D-PLAIN: analytics, and whatever has no documented form.</summary>
    public static ErrorDialect Plain { get; } = new PlainDialect("D-PLAIN", hasFrames: false);

    /// <summary>D-PLAIN for sockets whose protocol is unknown.</summary>
    public static ErrorDialect PlainSocket { get; } = new PlainDialect("D-WS-PLAIN", hasFrames: true);

    /// <summary>D-WS-TTS: T3, T6.</summary>
    public static ErrorDialect TtsSocket { get; } = new TtsSocketDialect();

    /// <summary>D-WS-STT: S2, S4.</summary>
    public static ErrorDialect SttSocket { get; } = new SttSocketDialect();

    /// <summary>D-HYDRA: H1.</summary>
    public static ErrorDialect Hydra { get; } = new HydraDialect();

    /// <summary>All of them.</summary>
    public static ImmutableArray<ErrorDialect> All { get; } =
        [OpenAi, Tts, Stt, Pulse, Clone, Dict, Plain, PlainSocket, TtsSocket, SttSocket, Hydra];
}
