using System.Collections.Immutable;
using Gateway.Policies.Contracts;

namespace Gateway.Policies.Keys;

/// <summary>
/// What a virtual key may be used for. An empty list allows everything of its kind, except contracts that
/// <see cref="WavesContract.NeedsExplicitScope"/>, which must be named.
/// </summary>
public sealed record KeyScopes
{
    /// <summary>Everything but the organisation-wide analytics.</summary>
    public static KeyScopes All { get; } = new();

    /// <summary>Contract ids (<c>T1</c>), limit groups in lower case (<c>tts</c>, <c>stt-live</c>), or <c>analytics</c>.</summary>
    public ImmutableArray<string> Contracts { get; init; } = [];

    /// <summary>Model names, compared without regard to <c>-</c> and <c>_</c> (waves-api 0.4).</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>Voice ids.</summary>
    public ImmutableArray<string> Voices { get; init; } = [];

    /// <summary>Names of upstream regions.</summary>
    public ImmutableArray<string> Regions { get; init; } = [];

    /// <summary>Whether the endpoint may be called at all.</summary>
    public bool Allows(WavesContract contract)
    {
        if (contract.NeedsExplicitScope)
            return Contracts.Contains(contract.Id, StringComparer.OrdinalIgnoreCase) || Contracts.Contains("analytics", StringComparer.OrdinalIgnoreCase);
        return Contracts.IsEmpty
            || Contracts.Contains(contract.Id, StringComparer.OrdinalIgnoreCase)
            || Contracts.Contains(LimitGroupName.Of(contract.LimitGroup), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether only some models or voices may be used.</summary>
    public bool AreNarrow => !Models.IsEmpty || !Voices.IsEmpty;

    /// <summary>Whether a model may be used; null (none named) is allowed.</summary>
    public bool AllowsModel(string? model) => Models.IsEmpty || model is null || Names(model);

    /// <summary>
    /// Whether a model may be used on an endpoint. Where models work and none can be told, a key for some models only may
    /// not: it could be any.
    /// </summary>
    /// <param name="contract">The endpoint.</param>
    /// <param name="model">The model as named by the request or meant by the path; null when neither tells.</param>
    public bool AllowsModel(WavesContract contract, string? model) =>
        Models.IsEmpty || (model is null ? !contract.MayUseAnyModel : Names(model));

    private bool Names(string model)
    {
        foreach (var allowed in Models)
        {
            if (ModelName.Same(allowed, model))
                return true;
        }
        return false;
    }

    /// <summary>Whether a voice may be used; null (none named) is allowed.</summary>
    public bool AllowsVoice(string? voice) => Voices.IsEmpty || voice is null || Voices.Contains(voice, StringComparer.Ordinal);

    /// <summary>Whether an upstream region may serve it.</summary>
    public bool AllowsRegion(string region) => Regions.IsEmpty || Regions.Contains(region, StringComparer.OrdinalIgnoreCase);
}
