namespace Gateway.Admission;

/// <summary>
/// A request body whose bytes go upstream only while the slot is surely this request's: after a freeze in mid-upload the
/// books are asked before another byte leaves. It is read when a connection was found, so it tells when the request leaves.
/// </summary>
internal sealed class GuardedRequestBody(Stream inner, IAdmissionFeature admission) : Stream
{
    /// <summary>Why a request ends that was let in.</summary>
    public const string SlotLost = "The slot of this request was lost while the process stood still.";

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="IOException">The slot is somebody else's by now.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        admission.Leaves();
        var read = await inner.ReadAsync(buffer, cancellationToken);
        if (read > 0 && admission.Decision.Lease is { InDoubt: true } lease && !await lease.ConfirmAsync(cancellationToken))
            throw new IOException(SlotLost);
        return read;
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
