namespace Waves.Simulator.Transcription;

/// <summary>A recognised word; times in seconds from the start of the audio.</summary>
internal sealed record HeardWord(string Word, double Start, double End, double Confidence, int Speaker)
{
    /// <summary>The word as <c>words[]</c> shows it.</summary>
    /// <param name="diarize">Adds the speaker.</param>
    /// <param name="speakerAsText">The unified socket sends speakers as strings, everything else as numbers (contract 4.2).</param>
    public object Body(bool diarize, bool speakerAsText = false) => new
    {
        word = Word,
        start = Start,
        end = End,
        confidence = Confidence,
        speaker = diarize ? SpeakerBody(speakerAsText) : null,
        speaker_confidence = diarize ? 0.9 : (double?)null,
    };

    /// <summary>Runs of one speaker as <c>utterances[]</c> shows them.</summary>
    public static object[] Utterances(IReadOnlyList<HeardWord> words, bool diarize, bool speakerAsText = false)
    {
        var utterances = new List<object>();
        for (var start = 0; start < words.Count;)
        {
            var end = start + 1;
            while (end < words.Count && (!diarize || words[end].Speaker == words[start].Speaker))
                end++;
            utterances.Add(new
            {
                text = Transcript.Text(words.Skip(start).Take(end - start)),
                start = words[start].Start,
                end = words[end - 1].End,
                speaker = diarize ? words[start].SpeakerBody(speakerAsText) : null,
            });
            start = end;
        }

        return [.. utterances];
    }

    private object SpeakerBody(bool asText) => asText ? Speaker.ToString(System.Globalization.CultureInfo.InvariantCulture) : Speaker;
}
