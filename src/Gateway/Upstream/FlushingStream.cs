namespace Gateway.Upstream;

/// <summary>Writes through to another stream and flushes it each time. Does not own it.</summary>
/// <param name="inner">The other.</param>
/// <param name="keepsHead">Whether the head of the request, which waits in the other stream, leaves with the first piece and not before.</param>
internal sealed class FlushingStream(Stream inner, bool keepsHead) : Stream
{
    /// <summary>A piece this large is one of many. What is smaller comes as it is spoken.</summary>
    private const int BulkBytes = 4 * 1024;

    private bool _keeps = keepsHead;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _keeps = false;
        await inner.WriteAsync(buffer, cancellationToken);
        await inner.FlushAsync(cancellationToken);
        // Off the thread that reads the caller's socket: there each packet would be sent on by itself, sixteen times as many.
        if (buffer.Length >= BulkBytes)
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _keeps ? Task.CompletedTask : inner.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException("Bodies are written asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are written asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
