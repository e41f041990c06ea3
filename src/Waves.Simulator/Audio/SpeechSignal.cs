namespace Waves.Simulator.Audio;

/// <summary>
/// The sound of a text: syllable-like bursts whose pitch comes from the characters. The same text, rate and length give
/// the same samples. Reads forward once; not thread-safe.
/// </summary>
internal sealed class SpeechSignal
{
    private const int SineBits = 10;
    private const int Peak = 9000;

    private static readonly short[] Sine = MakeSine();

    private readonly string _text;
    private readonly int _samplesPerCharacter;
    private readonly int _rate;
    private uint _phase;
    private uint _step;

    /// <param name="text">What is said; decides pitch and pauses only.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="length">Length of the sound, rounded down to a sample.</param>
    public SpeechSignal(string text, int rate, TimeSpan length)
    {
        _text = text.Length == 0 ? " " : text;
        _rate = rate;
        TotalSamples = (int)(length.Ticks * rate / TimeSpan.TicksPerSecond);
        _samplesPerCharacter = Math.Max(1, TotalSamples / _text.Length);
    }

    public int TotalSamples { get; }

    /// <summary>Samples read so far.</summary>
    public int Position { get; private set; }

    public TimeSpan Elapsed => TimeSpan.FromTicks(Position * TimeSpan.TicksPerSecond / _rate);

    /// <summary>Writes the next samples; returns how many, 0 at the end.</summary>
    public int Read(Span<short> samples)
    {
        var count = Math.Min(samples.Length, TotalSamples - Position);
        for (var i = 0; i < count; i++)
            samples[i] = Next();
        return count;
    }

    private short Next()
    {
        var inCharacter = Position % _samplesPerCharacter;
        var index = Math.Min(Position / _samplesPerCharacter, _text.Length - 1);
        Position++;

        if (inCharacter == 0)
            _step = (uint)((110 + (_text[index] * 37 % 160)) * (1L << 32) / _rate);
        if (char.IsWhiteSpace(_text[index]))
            return 0;

        // A burst rises and falls within its character, so that no two of them click.
        var fromEdge = Math.Min(inCharacter, _samplesPerCharacter - inCharacter);
        var gain = Math.Min(Peak, fromEdge * 2 * Peak / _samplesPerCharacter * 2);
        _phase += _step;
        return (short)(Sine[_phase >> (32 - SineBits)] * gain >> 15);
    }

    private static short[] MakeSine()
    {
        var table = new short[1 << SineBits];
        for (var i = 0; i < table.Length; i++)
            table[i] = (short)(Math.Sin(2 * Math.PI * i / table.Length) * short.MaxValue);
        return table;
    }
}
