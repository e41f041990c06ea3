using Waves.Simulator.Speech;

namespace Waves.Simulator.Voices;

/// <summary>The voices the account can speak with: a fixed catalogue and its clones. Thread-safe.</summary>
internal sealed class VoiceCatalogue(CloneShelf clones)
{
    // Only the Pro-only and the standard-only voices of contract 2.1 are backed by a source; accents and genders are not.
    public IReadOnlyList<Voice> Voices { get; } =
    [
        new("magnus", false, ["english"], "american", "male", false),
        new("daniel", false, ["english"], "american", "male", false),
        new("sophia", false, ["english"], "american", "female", false),
        new("avery", false, ["english"], "american", "female", true),
        new("liam", false, ["english"], "american", "male", true),
        new("devansh", false, ["english", "hindi"], "indian", "male", true),
        new("kartik", false, ["english", "hindi"], "indian", "male", true),
        new("maithili", false, ["english", "hindi"], "indian", "female", true),
        new("meher", true, ["english", "hindi"], "indian", "female", true),
    ];

    /// <summary>Whether <paramref name="model"/> speaks with the voice: each belongs to one pool.</summary>
    public bool Knows(string id, SpeechModel model)
    {
        foreach (var voice in Voices)
        {
            if (voice.Id == id)
                return voice.Pro == (model == SpeechModel.Pro);
        }

        return clones.ModelOf(id) == model.HyphenName;
    }

    /// <summary>Whether word times are sent for the voice.</summary>
    public bool HasWordTimes(string id) => Voices.Any(voice => voice.Id == id && voice.WordTimes);
}
