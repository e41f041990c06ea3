using System.Text.Json.Serialization;

namespace Waves.Simulator.Dictionaries;

/// <summary>How one word is said.</summary>
internal sealed record PronunciationItem(
    [property: JsonPropertyName("word")] string Word,
    [property: JsonPropertyName("pronunciation")] string Pronunciation);
