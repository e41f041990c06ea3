namespace Gateway.Policies.Validation;

/// <summary>
/// What the later stages need to know of a request, found while it was judged. Strings are bounded by
/// <see cref="MaxValueLength"/>; a longer value is left null, since no model or voice is that long.
/// </summary>
public readonly record struct BodyFacts
{
    /// <summary>Longest model, voice or language that is remembered, in characters.</summary>
    public const int MaxValueLength = 128;

    /// <summary><c>model</c> as the caller spelled it, or the endpoint's default.</summary>
    public string? Model { get; init; }

    /// <summary><c>voice_id</c>.</summary>
    public string? Voice { get; init; }

    /// <summary><c>language</c>.</summary>
    public string? Language { get; init; }

    /// <summary>Length of <c>text</c> in UTF-16 code units.</summary>
    public int Characters { get; init; }

    /// <summary>Length of <c>text</c> in code points.</summary>
    public int CodePoints { get; init; }

    /// <summary>Audio format or encoding asked for, or the endpoint's default; null where it has none.</summary>
    public string? Format { get; init; }

    /// <summary>Sample rate in Hz asked for, or the endpoint's default; 0 where it has none.</summary>
    public int SampleRate { get; init; }

    /// <summary><c>stream</c> of a chat request.</summary>
    public bool Streams { get; init; }

    /// <summary><c>stream_options.include_usage</c> of a chat request.</summary>
    public bool IncludesUsage { get; init; }

    /// <summary>Whether the answer will be delivered to a webhook.</summary>
    public bool Webhook { get; init; }

    /// <summary><c>?timeout=</c> of a TTS socket in seconds; 0 when none was named.</summary>
    public int TimeoutSeconds { get; init; }

    /// <summary>The facts of a body or form together with those of the query; where both say something, the body wins.</summary>
    public BodyFacts Over(in BodyFacts query) => new()
    {
        Model = Model ?? query.Model,
        Voice = Voice ?? query.Voice,
        Language = Language ?? query.Language,
        Characters = Characters,
        CodePoints = CodePoints,
        Format = Format ?? query.Format,
        SampleRate = SampleRate > 0 ? SampleRate : query.SampleRate,
        Streams = Streams,
        IncludesUsage = IncludesUsage,
        Webhook = Webhook || query.Webhook,
        TimeoutSeconds = query.TimeoutSeconds,
    };
}
