namespace Gateway.Policies.Usage;

/// <summary>What a price is for.</summary>
public enum PriceUnit
{
    /// <summary>Characters of text to speak.</summary>
    Characters,

    /// <summary>Prompt tokens that were not cached.</summary>
    PromptTokens,

    /// <summary>Prompt tokens that were cached.</summary>
    CachedTokens,

    /// <summary>Completion tokens.</summary>
    CompletionTokens,

    /// <summary>Seconds of audio that were transcribed.</summary>
    AudioSeconds,

    /// <summary>Seconds of a session, by wall clock.</summary>
    SessionSeconds,

    /// <summary>Calls.</summary>
    Requests,
}
