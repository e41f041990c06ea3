using System.Text;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Speech;

/// <summary>
/// What one system request id covers on a socket: the text of one frame, or of all frames up to the one that no longer
/// says <c>continue</c>. Not thread-safe.
/// </summary>
internal sealed class SpeechSegment(SpeechRequest request)
{
    private readonly StringBuilder _text = new();
    private int _spoken;

    public string TaskId { get; } = SystemIds.New("task_", 12);

    /// <summary>Voice, rate and ids of the segment: those of its latest frame.</summary>
    public SpeechRequest Request { get; private set; } = request;

    /// <summary>Everything taken so far.</summary>
    public string Text => _text.ToString();

    /// <summary>Characters not handed out yet.</summary>
    public int Waiting => _text.Length - _spoken;

    /// <summary>Audio already spoken; word times count from the start of the segment.</summary>
    public TimeSpan Spoken { get; set; }

    /// <summary>Index of the next word event.</summary>
    public int NextWord { get; set; }

    public void Append(SpeechRequest frame)
    {
        // A closing frame is often bare: ids that came once stay.
        Request = frame with { SessionId = frame.SessionId ?? Request.SessionId, RequestId = frame.RequestId ?? Request.RequestId };
        _text.Append(frame.Text);
    }

    /// <summary>Hands out the text that waits.</summary>
    public SpeechPiece Take(bool last)
    {
        var text = _text.ToString(_spoken, Waiting);
        _spoken = _text.Length;
        return new SpeechPiece(this, Request, text, last);
    }
}
