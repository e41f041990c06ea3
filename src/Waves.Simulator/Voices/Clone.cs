namespace Waves.Simulator.Voices;

/// <summary>An instant clone.</summary>
internal sealed record Clone(
    string Id,
    string VoiceId,
    string DisplayName,
    string Description,
    string Accent,
    string[] Tags,
    string Language,
    string Model,
    string FileName,
    DateTimeOffset CreatedAt);
