namespace Waves.Simulator.Dictionaries;

/// <summary>A pronunciation dictionary.</summary>
internal sealed record PronunciationDictionary(string Id, IReadOnlyList<PronunciationItem> Items, DateTimeOffset CreatedAt);
