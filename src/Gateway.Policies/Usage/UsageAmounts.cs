namespace Gateway.Policies.Usage;

/// <summary>How much of everything work used. Adds up; a value.</summary>
public readonly record struct UsageAmounts
{
    /// <summary>Pieces of work.</summary>
    public long Requests { get; init; }

    /// <summary>Text to speak or to analyse, in UTF-16 code units; keep-alives do not count.</summary>
    public long Characters { get; init; }

    /// <summary>The same text in code points.</summary>
    public long CodePoints { get; init; }

    /// <summary>Prompt tokens, cached ones included.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Prompt tokens that came from the upstream's cache.</summary>
    public long CachedTokens { get; init; }

    /// <summary>Tokens that were generated.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>Audio that was heard, in milliseconds of audio.</summary>
    public long AudioInMilliseconds { get; init; }

    /// <summary>Audio that was spoken, in milliseconds of audio.</summary>
    public long AudioOutMilliseconds { get; init; }

    /// <summary>Time of sessions by wall clock, in milliseconds.</summary>
    public long SessionMilliseconds { get; init; }

    /// <summary>Bytes from the caller: bodies of calls, payload of sockets.</summary>
    public long BytesIn { get; init; }

    /// <summary>Bytes to the caller, likewise.</summary>
    public long BytesOut { get; init; }

    /// <summary>
    /// Answers within work on sockets: syntheses as the upstream counts them, final transcripts, responses. Calls have none.
    /// </summary>
    public long Results { get; init; }

    /// <summary>The sum of both.</summary>
    public static UsageAmounts operator +(in UsageAmounts left, in UsageAmounts right) => new()
    {
        Requests = left.Requests + right.Requests,
        Characters = left.Characters + right.Characters,
        CodePoints = left.CodePoints + right.CodePoints,
        PromptTokens = left.PromptTokens + right.PromptTokens,
        CachedTokens = left.CachedTokens + right.CachedTokens,
        CompletionTokens = left.CompletionTokens + right.CompletionTokens,
        AudioInMilliseconds = left.AudioInMilliseconds + right.AudioInMilliseconds,
        AudioOutMilliseconds = left.AudioOutMilliseconds + right.AudioOutMilliseconds,
        SessionMilliseconds = left.SessionMilliseconds + right.SessionMilliseconds,
        BytesIn = left.BytesIn + right.BytesIn,
        BytesOut = left.BytesOut + right.BytesOut,
        Results = left.Results + right.Results,
    };
}
