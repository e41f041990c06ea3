using System.Buffers.Binary;

namespace Gateway.Policies.Usage;

/// <summary>
/// WAV: what a second takes stands in its <c>fmt </c> chunk, the samples are the <c>data</c> chunk. A stream announces no
/// size, or any; what passes is counted, no more than was announced where that is believable.
/// </summary>
internal sealed class WavLength : IAudioContainer
{
    private const int RiffHeaderBytes = 12;
    private const int ChunkHeaderBytes = 8;
    private const int FormatBytes = 16;

    private readonly byte[] _head = new byte[FormatBytes];
    private int _headLength;
    private int _wanted = RiffHeaderBytes;
    private Part _part = Part.Riff;
    private long _skip;
    private long _samples;
    private long _announced;
    private uint _bytesPerSecond;

    private enum Part
    {
        Riff,
        ChunkHeader,
        Format,
        Data,
    }

    public bool IsUnderstood => _bytesPerSecond > 0 && _part is Part.Data;

    public long Milliseconds => IsUnderstood ? Math.Min(_samples, _announced) * 1000 / _bytesPerSecond : 0;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_part is Part.Data)
            {
                _samples += bytes.Length;
                return;
            }
            if (_skip > 0)
            {
                var skipped = (int)Math.Min(_skip, bytes.Length);
                _skip -= skipped;
                bytes = bytes[skipped..];
                continue;
            }
            var taken = Math.Min(_wanted - _headLength, bytes.Length);
            bytes[..taken].CopyTo(_head.AsSpan(_headLength));
            _headLength += taken;
            bytes = bytes[taken..];
            if (_headLength == _wanted)
                Understand();
        }
    }

    private void Understand()
    {
        var size = BinaryPrimitives.ReadUInt32LittleEndian(_head.AsSpan(4));
        _headLength = 0;
        switch (_part)
        {
            case Part.Format:
                _bytesPerSecond = BinaryPrimitives.ReadUInt32LittleEndian(_head.AsSpan(8));
                Next(Part.ChunkHeader, ChunkHeaderBytes);
                break;
            case Part.ChunkHeader when _head.AsSpan(0, 4).SequenceEqual("data"u8):
                // 0 and the largest number are what streams write that do not know their end.
                _announced = size is 0 or uint.MaxValue ? long.MaxValue : size;
                _part = Part.Data;
                break;
            case Part.ChunkHeader when _head.AsSpan(0, 4).SequenceEqual("fmt "u8) && size >= FormatBytes:
                Next(Part.Format, FormatBytes);
                _skipAfterFormat = Padded(size) - FormatBytes;
                return;
            case Part.ChunkHeader:
                _skip = Padded(size);
                break;
            default:
                Next(Part.ChunkHeader, ChunkHeaderBytes);
                return;
        }
        _skip += _skipAfterFormat;
        _skipAfterFormat = 0;
    }

    private long _skipAfterFormat;

    private void Next(Part part, int bytes) => (_part, _wanted) = (part, bytes);

    private static long Padded(uint size) => size + (size & 1L);
}
