namespace Gateway.Relay;

/// <summary>The bounds that hold for every socket whatever is configured.</summary>
internal static class RelayLimits
{
    /// <summary>
    /// What one direction reads at once, and all it holds while bytes pass. Two paced TTS frames of 8 KB of base64 fit;
    /// more would sit in the pool, less would cost a call more for each frame.
    /// </summary>
    public const int ReadBufferBytes = 16 * 1024;

    /// <summary>
    /// Longest text message of a client that is held until it is whole and judged; a longer one is taken for work of
    /// unknown size and passes unread.
    /// </summary>
    public const int MaxJudgedTextBytes = 64 * 1024;

    /// <summary>The same with the headers of its fragments.</summary>
    public const int MaxJudgedMessageBytes = MaxJudgedTextBytes + (4 * 1024);

    /// <summary>
    /// What a direction holds at most: a judged message, and what its sender adds while it waits for its turn. When it is
    /// full the sender is no longer read.
    /// </summary>
    public const int MaxHeldBytes = 2 * MaxJudgedTextBytes;
}
