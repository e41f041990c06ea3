namespace Waves.Simulator.Audio;

/// <summary>What a piece of audio changed.</summary>
internal enum SpeechChange
{
    None,
    Started,
    Stopped,
}
