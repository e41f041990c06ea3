using System.Buffers;
using System.IO.Pipelines;

namespace Gateway.Relay;

/// <summary>A connection in memory with two ends, bounded buffers and the habits of a socket: end of stream, and abort.</summary>
internal sealed class MemoryConnection
{
    private readonly Pipe _there;
    private readonly Pipe _back;

    public MemoryConnection(int bufferBytes = 64 * 1024)
    {
        var options = new PipeOptions(
            pauseWriterThreshold: bufferBytes, resumeWriterThreshold: bufferBytes / 2, useSynchronizationContext: false);
        _there = new Pipe(options);
        _back = new Pipe(options);
        Ours = new End(_back.Reader, _there.Writer);
        Far = new End(_there.Reader, _back.Writer);
    }

    /// <summary>What the relay holds.</summary>
    public Stream Near => Ours;

    private End Ours { get; }

    /// <summary>What the peer holds.</summary>
    public Stream Far { get; }

    public bool IsAborted { get; private set; }

    /// <summary>Whether the relay waits for the peer to read.</summary>
    public bool IsFull => Ours.IsBlocked;

    /// <summary>The relay cuts the connection.</summary>
    public void Abort()
    {
        IsAborted = true;
        var cut = new IOException("aborted");
        _there.Writer.Complete(cut);
        Ours.StopReading(cut);
        _there.Reader.CancelPendingRead();
        _back.Reader.CancelPendingRead();
        _back.Writer.CancelPendingFlush();
        _there.Writer.CancelPendingFlush();
    }

    private sealed class End(PipeReader reader, PipeWriter writer) : Stream
    {
        private readonly Lock _reading = new();
        private volatile bool _blocked;
        private bool _stopped;

        public bool IsBlocked => _blocked;

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ReadResult result;
            try
            {
                result = await reader.ReadAsync(cancellationToken);
            }
            catch (InvalidOperationException e)
            {
                throw new IOException("aborted", e);
            }
            if (result.IsCanceled)
                throw new IOException("aborted");
            lock (_reading)
            {
                if (_stopped)
                    throw new IOException("aborted");
                var count = (int)Math.Min(buffer.Length, result.Buffer.Length);
                var taken = result.Buffer.Slice(0, count);
                taken.CopyTo(buffer.Span);
                reader.AdvanceTo(taken.End);
                return count;
            }
        }

        /// <summary>Ends reading from any thread, also while a read is under way.</summary>
        public void StopReading(Exception? cause)
        {
            lock (_reading)
            {
                _stopped = true;
                reader.Complete(cause);
            }
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            FlushResult result;
            try
            {
                var write = writer.WriteAsync(buffer, cancellationToken);
                _blocked = !write.IsCompleted;
                result = await write;
            }
            catch (InvalidOperationException e)
            {
                throw new IOException("aborted", e);
            }
            finally
            {
                _blocked = false;
            }
            if (result.IsCanceled || result.IsCompleted)
                throw new IOException("broken pipe");
        }

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        /// <summary>The peer leaves: its side ends, and what is written to it breaks.</summary>
        protected override void Dispose(bool disposing)
        {
            writer.Complete();
            StopReading(null);
            base.Dispose(disposing);
        }
    }
}
