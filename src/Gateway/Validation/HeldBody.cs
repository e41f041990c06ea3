using System.Buffers;

namespace Gateway.Validation;

/// <summary>
/// A request body held in one pooled buffer so that it can be judged and then sent on byte for byte. Owned by the
/// request; given back when the request ends.
/// </summary>
internal sealed class HeldBody : IDisposable
{
    private const int FirstRentBytes = 4096;
    private byte[] _buffer;
    private int _length;

    private HeldBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>The bytes as received.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a body to its end.</summary>
    /// <param name="request">The request; its body is consumed.</param>
    /// <param name="maxBytes">Largest body to hold.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Null when the body is larger than <paramref name="maxBytes"/>; the caller disposes the rest.</returns>
    public static async ValueTask<HeldBody?> ReadAsync(HttpRequest request, long maxBytes, CancellationToken cancellationToken)
    {
        var announced = request.ContentLength;
        if (announced > maxBytes)
            return null;
        // One byte more than announced, so that the read which finds the end needs no larger buffer.
        var body = new HeldBody((int)Math.Max(FirstRentBytes, (announced ?? 0) + 1));
        try
        {
            while (true)
            {
                if (body._length == body._buffer.Length)
                    body.Grow();
                var read = await request.Body.ReadAsync(body._buffer.AsMemory(body._length), cancellationToken);
                if (read == 0)
                    return body;
                body._length += read;
                if (body._length > maxBytes)
                {
                    body.Dispose();
                    return null;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Puts other bytes in place of the body, for routes whose payload is rewritten.</summary>
    public void Replace(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(bytes.Length);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        bytes.CopyTo(_buffer);
        _length = bytes.Length;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    /// <summary>Gives the buffer back, once.</summary>
    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        _length = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
