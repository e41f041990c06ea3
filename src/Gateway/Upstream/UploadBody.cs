namespace Gateway.Upstream;

/// <summary>
/// The caller's body as the forwarder reads it. Once the upload has stopped nothing more is asked of the caller: a chunked
/// body ends, and one that announced its length is filled up with zeros that its connection drops.
/// </summary>
internal sealed class UploadBody(Stream inner, long? announced, Upload upload) : Stream
{
    private CancellationTokenSource? _either;
    private CancellationToken _forwarders;
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (upload.IsStopped)
            return Fill(buffer.Span);
        try
        {
            var read = await inner.ReadAsync(buffer, Either(cancellationToken));
            _read += read;
            return read;
        }
        catch (OperationCanceledException) when (upload.IsStopped && !cancellationToken.IsCancellationRequested)
        {
            return Fill(buffer.Span);
        }
    }

    /// <summary>The forwarder asks with one and the same token throughout.</summary>
    private CancellationToken Either(CancellationToken forwarders)
    {
        if (_either is null || forwarders != _forwarders)
        {
            _either?.Dispose();
            (_either, _forwarders) = (CancellationTokenSource.CreateLinkedTokenSource(forwarders, upload.Stopping), forwarders);
        }
        return _either.Token;
    }

    private int Fill(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Math.Max(0, (announced ?? 0) - _read));
        buffer[..count].Clear();
        _read += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _either?.Dispose();
        base.Dispose(disposing);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
