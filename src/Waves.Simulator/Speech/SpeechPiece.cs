namespace Waves.Simulator.Speech;

/// <summary>Text of a segment to be spoken in one go.</summary>
/// <param name="Segment">The segment it belongs to.</param>
/// <param name="Request">Voice, rate and ids to use.</param>
/// <param name="Text">May be blank in a closing piece.</param>
/// <param name="Last">Whether the segment ends with it.</param>
internal sealed record SpeechPiece(SpeechSegment Segment, SpeechRequest Request, string Text, bool Last);
