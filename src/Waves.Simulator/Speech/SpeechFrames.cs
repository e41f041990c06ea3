using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;

namespace Waves.Simulator.Speech;

/// <summary>
/// The server frames of one piece (contract 4.1). The ids are put together once; client ids are left out when there are
/// none, and need no escaping because <see cref="SpeechRules"/> let them through. Buffers are reused: not thread-safe.
/// </summary>
internal sealed class SpeechFrames
{
    private readonly ArrayBufferWriter<byte> _frame = new(2048);
    private readonly byte[] _ids;

    public SpeechFrames(string sessionId, SpeechPiece piece)
    {
        var ids = new StringBuilder($"{{\"session_id\":\"{sessionId}\",\"request_id\":\"{piece.Segment.TaskId}\"");
        if (piece.Request.SessionId is { } session)
            ids.Append($",\"external_session_id\":\"{session}\"");
        if (piece.Request.RequestId is { } request)
            ids.Append($",\"external_request_id\":\"{request}\"");
        _ids = Encoding.UTF8.GetBytes(ids.ToString());
    }

    /// <summary>A chunk of PCM. Good until the next frame.</summary>
    public ReadOnlyMemory<byte> Chunk(ReadOnlySpan<short> samples)
    {
        Begin();
        _frame.Write(",\"status\":\"chunk\",\"data\":{\"audio\":\""u8);
        var pcm = MemoryMarshal.AsBytes(samples);
        Base64.EncodeToUtf8(pcm, _frame.GetSpan(Base64.GetMaxEncodedToUtf8Length(pcm.Length)), out _, out var written);
        _frame.Advance(written);
        _frame.Write("\"}}"u8);
        return _frame.WrittenMemory;
    }

    /// <summary>A word and its place in the audio of the segment. Good until the next frame.</summary>
    public ReadOnlyMemory<byte> Word(int id, string word, TimeSpan start, TimeSpan end)
    {
        Begin();
        var data = Wire.WireJson.Text(new { id, word, start = Math.Round(start.TotalSeconds, 3), end = Math.Round(end.TotalSeconds, 3) });
        _frame.Write(Encoding.UTF8.GetBytes($",\"status\":\"word_timestamp\",\"data\":{data}}}"));
        return _frame.WrittenMemory;
    }

    /// <summary>The end of the work. Good until the next frame.</summary>
    public ReadOnlyMemory<byte> Complete()
    {
        Begin();
        _frame.Write(",\"status\":\"complete\"}"u8);
        return _frame.WrittenMemory;
    }

    private void Begin()
    {
        _frame.ResetWrittenCount();
        _frame.Write(_ids);
    }
}
