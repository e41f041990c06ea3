namespace Waves.Simulator.Speech;

/// <summary>A word of a text, exactly as written, with its place in the audio.</summary>
internal readonly record struct SpokenWord(string Word, TimeSpan Start, TimeSpan End)
{
    /// <summary>The words of <paramref name="text"/> spread over <paramref name="length"/> of audio by their characters.</summary>
    public static IEnumerable<SpokenWord> Of(string text, TimeSpan length)
    {
        for (var start = 0; start < text.Length; start++)
        {
            if (char.IsWhiteSpace(text[start]))
                continue;
            var end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
                end++;
            yield return new SpokenWord(text[start..end], length * start / text.Length, length * end / text.Length);
            start = end;
        }
    }
}
