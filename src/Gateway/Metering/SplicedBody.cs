namespace Gateway.Metering;

/// <summary>A held body with other bytes in one place of it. Reads the inner stream from its start.</summary>
internal sealed class SplicedBody(Stream inner, StreamUsageOption splice) : Stream
{
    private int _position;
    private int _put;
    private bool _isPast;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        if (_position < splice.At)
        {
            var read = inner.Read(buffer[..Math.Min(buffer.Length, splice.At - _position)]);
            _position += read;
            return read;
        }
        if (_put < splice.Text.Length)
        {
            var text = splice.Text.Span[_put..];
            text = text[..Math.Min(text.Length, buffer.Length)];
            text.CopyTo(buffer);
            _put += text.Length;
            return text.Length;
        }
        return IsPastTheRemoved() ? inner.Read(buffer) : 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool IsPastTheRemoved()
    {
        if (_isPast)
            return true;
        Span<byte> removed = stackalloc byte[256];
        for (var left = splice.Removed; left > 0;)
        {
            var read = inner.Read(removed[..Math.Min(left, removed.Length)]);
            if (read == 0)
                return false; // the request is over, and its body with it
            left -= read;
        }
        return _isPast = true;
    }
}
