using System.Runtime.CompilerServices;

namespace Gateway.Upstream;

/// <summary>
/// An HTTP/1.1 connection that listens while an upload is sent over it. The transport reads an answer only after the last
/// byte of the request; here the answer is heard at once, the upload stops, what is still written of it is dropped, and
/// the transport finds the answer where it looks for it. Owns the inner stream.
/// </summary>
/// <remarks>One writer and one reader, as the transport has them; the two may meet.</remarks>
internal sealed class ListeningStream(Stream inner, TimeProvider time) : Stream
{
    /// <summary>What is read ahead at most: a status behind a few interim answers. Beyond it nothing is listened for.</summary>
    private const int MaxAheadBytes = 1024;

    /// <summary>How long an answer is looked for on a connection that broke in mid-upload: it is there, or it never comes.</summary>
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(1);

    private readonly Lock _sync = new();
    private byte[] _bytes = [];
    private int _start;
    private int _end;
    private Upload? _upload;
    private bool _isRead;
    private Task? _ahead;
    private Exception? _fault;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="SpentConnectionException">An earlier upload was broken off here.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Upload.Current is { } current && !ReferenceEquals(current, _upload))
        {
            if (_upload is { IsStopped: true })
                return ValueTask.FromException(new SpentConnectionException());
            Begin(current);
        }
        return _upload is { } upload ? SendAsync(upload, buffer) : inner.WriteAsync(buffer, cancellationToken);
    }

    private async ValueTask SendAsync(Upload upload, ReadOnlyMemory<byte> buffer)
    {
        if (upload.IsStopped)
            return;
        try
        {
            // Cancelled rather than left behind: the bytes belong to somebody else afterwards.
            await inner.WriteAsync(buffer, upload.Stopping);
        }
        catch (OperationCanceledException) when (upload.IsStopped)
        {
            // The answer is there; nobody reads the rest of the question.
        }
        catch (IOException)
        {
            await WaitForAnswerAsync(upload);
            if (!upload.HasAnswer)
                throw;
            upload.Stop();
        }
    }

    private async Task WaitForAnswerAsync(Upload upload)
    {
        try
        {
            await upload.Heard.WaitAsync(LastLook, time);
        }
        catch (TimeoutException)
        {
            // There is none.
        }
    }

    private void Begin(Upload upload)
    {
        upload.Connection = this;
        lock (_sync)
        {
            _upload = upload;
            // A connection that was used before is being read already, and what comes is heard there.
            if (!_isRead)
                _ahead = ReadAheadAsync(upload);
        }
    }

    private async Task ReadAheadAsync(Upload upload)
    {
        if (_bytes.Length == 0)
            _bytes = new byte[MaxAheadBytes];
        (_start, _end) = (0, 0);
        try
        {
            while (_end < _bytes.Length && !upload.HasAnswer)
            {
                var read = await inner.ReadAsync(_bytes.AsMemory(_end));
                if (read == 0)
                {
                    upload.End();
                    return;
                }
                _end += read;
                upload.Hear(_bytes.AsSpan(_end - read, read));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            _fault = e;
            upload.End();
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Task? ahead;
        lock (_sync)
        {
            ahead = _ahead;
            _isRead = ahead is null;
        }
        return ahead is null ? ReadOnAsync(buffer, cancellationToken) : ReadWhatCameAsync(ahead, buffer, cancellationToken);
    }

    private async ValueTask<int> ReadWhatCameAsync(Task ahead, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await ahead.WaitAsync(cancellationToken);
        if (_fault is not null)
            throw new IOException("The connection broke.", _fault);
        var count = Math.Min(buffer.Length, _end - _start);
        _bytes.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        if (_start < _end)
            return count;
        lock (_sync)
        {
            _ahead = null;
            _isRead = count == 0;
        }
        return count > 0 ? count : await ReadOnAsync(buffer, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadOnAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = 0;
        try
        {
            read = await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception)
        {
            _upload?.End();
            throw;
        }
        finally
        {
            lock (_sync)
                _isRead = false;
        }
        if (read == 0 && buffer.Length > 0)
            _upload?.End();
        else if (read > 0)
            Hear(buffer.Span[..read]);
        return read;
    }

    private void Hear(ReadOnlySpan<byte> bytes)
    {
        if (_upload is not { HasAnswer: false } upload)
            return;
        upload.Hear(bytes);
        lock (_sync)
        {
            // An interim answer: the transport comes back for the next one only when all is sent.
            if (!upload.HasAnswer && !_isRead && _ahead is null)
                _ahead = ReadAheadAsync(upload);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Connections are read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Connections are written asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
