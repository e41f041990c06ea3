namespace Waves.Simulator.Transcription;

/// <summary>
/// What is heard in a stretch of audio: one word for every <see cref="Pacing.Cadence.AudioPerWord"/>. The words depend on
/// their position only, so a recording and the same audio sent live read alike.
/// </summary>
internal static class Transcript
{
    private static readonly string[] Words =
    [
        "please", "book", "a", "table", "for", "two", "near", "the", "window", "tomorrow", "evening", "and", "ask",
        "whether", "the", "kitchen", "is", "open", "after", "nine",
    ];

    private const double GapShare = 0.1;

    /// <summary>The sentence from word <paramref name="first"/> to the last word finished at <paramref name="to"/>; empty when there is none.</summary>
    public static IReadOnlyList<HeardWord> From(int first, TimeSpan to, TimeSpan perWord)
    {
        var end = (int)(to / perWord);
        var heard = new List<HeardWord>(Math.Max(0, end - first));
        for (var i = first; i < end; i++)
        {
            // Sentences have one length in this small world: the list is said over and over.
            var word = Words[i % Words.Length];
            if (i == first)
                word = char.ToUpperInvariant(word[0]) + word[1..];
            if (i == end - 1)
                word += ".";
            var start = perWord * i;
            heard.Add(new HeardWord(word, Seconds(start), Seconds(start + (perWord * (1 - GapShare))), Math.Round(0.9 + (i % 10 / 100.0), 2), i / 10 % 2));
        }

        return heard;
    }

    public static string Text(IEnumerable<HeardWord> words) => string.Join(' ', words.Select(static word => word.Word));

    /// <summary>An unfinished sentence: no capital, no full stop.</summary>
    public static string PartialText(IEnumerable<HeardWord> words) => Text(words).TrimEnd('.').ToLowerInvariant();

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
