namespace Gateway.Admin.Documents;

/// <summary>One figure of an account.</summary>
/// <param name="Account">Its name.</param>
/// <param name="Figure"><c>tts_characters</c>, <c>stt_seconds</c>, or <c>tts_credits</c>, which the records do not know.</param>
internal sealed record ReconciledFigure(string Account, string Figure)
{
    /// <summary>By the records.</summary>
    public decimal? Records { get; init; }

    /// <summary>By the upstream's own logs.</summary>
    public decimal? Upstream { get; init; }

    /// <summary>What the upstream counts beyond the records, as a part of them: 0.02 are two per cent more.</summary>
    public double? Drift { get; init; }

    /// <summary>Why the upstream's figure is not known.</summary>
    public string? Problem { get; init; }
}
