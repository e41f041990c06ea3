using Waves.Simulator.Audio;

namespace Waves.Simulator.Speech;

/// <summary>Turns a request into sound.</summary>
internal sealed class SpeechStudio(SimulatorSettings settings)
{
    /// <summary>Even an empty text is answered with a breath of audio.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    /// <summary>How long <paramref name="text"/> takes to say.</summary>
    public TimeSpan LengthOf(string text, double speed)
    {
        var length = settings.Cadence.AudioPerCharacter * text.Length / speed;
        return length < Shortest ? Shortest : length;
    }

    /// <summary>The sound of <paramref name="text"/> at the request's rate and speed.</summary>
    public SpeechSignal Record(SpeechRequest request, string text) => new(text, request.SampleRate, LengthOf(text, request.Speed));
}
