namespace Waves.Simulator.Speech;

/// <summary>Why a request to speak is refused.</summary>
/// <param name="Message">The reason in words, for socket frames.</param>
/// <param name="Body">The body of an HTTP 400.</param>
internal sealed record SpeechRefusal(string Message, object Body);
