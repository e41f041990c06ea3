using System.Security.Cryptography;
using System.Text;
using Waves.Simulator.Books;

namespace Waves.Simulator.Wire;

/// <summary>The request body of one call: hashed, counted and, when small JSON, kept, while the handler reads it.</summary>
internal sealed class RecordingBody(Stream inner, RequestRecord record, bool keep, TimeProvider time) : Stream
{
    private static readonly TimeSpan RestPatience = TimeSpan.FromSeconds(1);

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private MemoryStream? _kept = keep ? new MemoryStream() : null;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        if (count > 0)
            Record(buffer.Span[..count]);
        else if (!buffer.IsEmpty && !_ended)
            End();
        return count;
    }

    /// <summary>
    /// Reads what a refusal left unread of a small body, so that the books show what was refused. A client that stops
    /// sending once it has its answer is not waited for.
    /// </summary>
    public async Task FinishAsync(long? contentLength, CancellationToken gone)
    {
        if (_ended || contentLength is not (> 0 and <= RequestRecord.MaxKeptBodyBytes))
            return;
        using var patience = new CancellationTokenSource(RestPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, gone);
        var rest = new byte[contentLength.Value];
        try
        {
            while (await ReadAsync(rest, either.Token) > 0)
            {
                // Recorded on the way.
            }
        }
        catch (Exception unsent) when (unsent is OperationCanceledException or IOException)
        {
            // The exchange itself is over; the body stays without a hash.
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous reads.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _kept?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Record(ReadOnlySpan<byte> bytes)
    {
        record.FirstBodyByteAt ??= time.GetUtcNow();
        record.BodyBytes += bytes.Length;
        _hash.AppendData(bytes);
        if (record.BodyBytes > RequestRecord.MaxKeptBodyBytes)
            _kept = null;
        _kept?.Write(bytes);
    }

    private void End()
    {
        _ended = true;
        record.BodySha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (_kept is { Length: > 0 } && record.Allowance.TryTake(_kept.Length))
            record.Body = Encoding.UTF8.GetString(_kept.GetBuffer(), 0, (int)_kept.Length);
    }
}
