namespace Waves.Simulator.Transcription;

/// <summary>Why a recording cannot be used.</summary>
internal enum RecordingFault
{
    None,
    NotAudio,
    TooLarge,
    NoUrl,
}
