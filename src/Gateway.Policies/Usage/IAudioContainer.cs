namespace Gateway.Policies.Usage;

/// <summary>Reads the length of audio out of a container while it passes.</summary>
internal interface IAudioContainer
{
    /// <summary>Whether enough of it was understood to tell a time.</summary>
    bool IsUnderstood { get; }

    /// <summary>How long the audio so far plays.</summary>
    long Milliseconds { get; }

    /// <summary>Takes the next bytes, from the first on.</summary>
    void Feed(ReadOnlySpan<byte> bytes);
}
