namespace Waves.Simulator.Books;

/// <summary>Billable work, as the upstream counts it. Thread-safe; figures only grow.</summary>
public sealed class WorkDone
{
    private readonly WorkDone? _total;
    private long _syntheses;
    private long _characters;
    private long _codePoints;
    private long _audioOutTicks;
    private long _audioInTicks;
    private long _promptTokens;
    private long _cachedTokens;
    private long _completionTokens;

    internal WorkDone(WorkDone? total = null) => _total = total;

    /// <summary>Syntheses begun: one per system request id.</summary>
    public long Syntheses => Interlocked.Read(ref _syntheses);

    /// <summary>Characters of text spoken or analysed, UTF-16 units; whitespace-only keep-alives are left out.</summary>
    public long Characters => Interlocked.Read(ref _characters);

    /// <summary>The same characters in Unicode code points.</summary>
    public long CodePoints => Interlocked.Read(ref _codePoints);

    /// <summary>Audio handed out, milliseconds of audio.</summary>
    public double AudioOutMs => Interlocked.Read(ref _audioOutTicks) / (double)TimeSpan.TicksPerMillisecond;

    /// <summary>Audio received, milliseconds of audio.</summary>
    public double AudioInMs => Interlocked.Read(ref _audioInTicks) / (double)TimeSpan.TicksPerMillisecond;

    public long PromptTokens => Interlocked.Read(ref _promptTokens);

    /// <summary>The part of <see cref="PromptTokens"/> that the prefix cache answered.</summary>
    public long CachedTokens => Interlocked.Read(ref _cachedTokens);

    public long CompletionTokens => Interlocked.Read(ref _completionTokens);

    internal void AddSynthesis()
    {
        Interlocked.Increment(ref _syntheses);
        _total?.AddSynthesis();
    }

    internal void AddText(string text)
    {
        var codePoints = 0;
        foreach (var _ in text.EnumerateRunes())
            codePoints++;
        AddText(text.Length, codePoints);
    }

    internal void AddAudioOut(TimeSpan audio)
    {
        Interlocked.Add(ref _audioOutTicks, audio.Ticks);
        _total?.AddAudioOut(audio);
    }

    internal void AddAudioIn(TimeSpan audio)
    {
        Interlocked.Add(ref _audioInTicks, audio.Ticks);
        _total?.AddAudioIn(audio);
    }

    internal void AddTokens(int prompt, int cached, int completion)
    {
        Interlocked.Add(ref _promptTokens, prompt);
        Interlocked.Add(ref _cachedTokens, cached);
        Interlocked.Add(ref _completionTokens, completion);
        _total?.AddTokens(prompt, cached, completion);
    }

    private void AddText(int characters, int codePoints)
    {
        Interlocked.Add(ref _characters, characters);
        Interlocked.Add(ref _codePoints, codePoints);
        _total?.AddText(characters, codePoints);
    }
}
