namespace Gateway.Policies.Contracts;

/// <summary>The families of work that share one pool of an upstream account (waves-api 6.2).</summary>
public enum LimitGroup
{
    /// <summary>Never limited: health.</summary>
    None,

    /// <summary>Electron chat: requests a minute and concurrent requests.</summary>
    Chat,

    /// <summary>Lightning syntheses, whole, streamed or on a socket; open sockets are capped apart.</summary>
    Tts,

    /// <summary>Transcription of recordings; one pool per model.</summary>
    Stt,

    /// <summary>Live transcription; the unit is the open socket.</summary>
    SttLive,

    /// <summary>Hydra; the unit is the session.</summary>
    S2s,

    /// <summary>Creating voices.</summary>
    Clone,

    /// <summary>Post-call analysis and text intelligence.</summary>
    Pca,

    /// <summary>Lists, dictionaries, analytics and unknown routes.</summary>
    Management,
}
