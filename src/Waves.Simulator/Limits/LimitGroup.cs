namespace Waves.Simulator.Limits;

/// <summary>What one figure of the plan is counted over (contract sections 1.2 and 6).</summary>
public enum LimitGroup
{
    /// <summary>Electron chat completions: HTTP calls, minute and concurrency.</summary>
    Chat,

    /// <summary>Syntheses that run: HTTP calls from arrival to end, and active syntheses on sockets.</summary>
    Tts,

    /// <summary>Open text-to-speech sockets, speaking or not.</summary>
    TtsSockets,

    /// <summary>Recordings sent to Pulse.</summary>
    SttPulse,

    /// <summary>Recordings sent to Pulse Pro.</summary>
    SttPulsePro,

    /// <summary>Open live recognition sockets.</summary>
    SttLive,

    /// <summary>Open Hydra sessions.</summary>
    S2s,

    /// <summary>Instant clone creation. The number of clones itself is <see cref="PlanLimits.Clones"/>.</summary>
    Clone,

    /// <summary>Post-call analysis.</summary>
    Pca,

    /// <summary>Text intelligence.</summary>
    TextIntelligence,

    /// <summary>Catalogues, dictionaries, logs: no published figure.</summary>
    Management,
}
