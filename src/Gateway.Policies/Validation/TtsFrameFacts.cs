namespace Gateway.Policies.Validation;

/// <summary>What the relay needs to know of a client's frame on a TTS socket (waves-api 4.1).</summary>
public readonly record struct TtsFrameFacts
{
    /// <summary>Whether the frame has <c>text</c> at all. One without is of a kind not known here, and is forwarded.</summary>
    public bool HasText { get; init; }

    /// <summary>
    /// Whether there is nothing to speak: no text, an empty one, or white space only. Such a frame neither begins a synthesis
    /// nor counts as characters, and is forwarded.
    /// </summary>
    public bool IsBlank { get; init; }

    /// <summary><c>continue</c>: more text of this synthesis follows.</summary>
    public bool Continue { get; init; }

    /// <summary><c>flush</c>: speak now what is buffered.</summary>
    public bool Flush { get; init; }

    /// <summary>Length of <c>text</c> in UTF-16 code units, blank or not.</summary>
    public int Characters { get; init; }

    /// <summary>Length of <c>text</c> in code points, blank or not.</summary>
    public int CodePoints { get; init; }

    /// <summary><c>model</c>, or the route's default.</summary>
    public string? Model { get; init; }

    /// <summary><c>voice_id</c>.</summary>
    public string? Voice { get; init; }

    /// <summary><c>language</c>, else <c>number_pronunciation_language</c>.</summary>
    public string? Language { get; init; }

    /// <summary><c>output_format</c>, or <c>pcm</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Sample rate of the audio that comes back, in Hz.</summary>
    public int SampleRate { get; init; }
}
