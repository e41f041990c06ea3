using System.Buffers;

namespace Gateway.Validation;

/// <summary>
/// A request body held in one pooled buffer so that it can be judged and then sent on byte for byte. Owned by the
/// request; buffer and room are given back when it is disposed, once.
/// </summary>
internal sealed class HeldBody(HeldBytes room) : IDisposable
{
    private const int FirstRentBytes = 4096;
    private readonly Lock _lending = new();
    private byte[] _buffer = [];
    private int _length;

    /// <summary>The bytes as received; valid until disposal.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a body to its end, or until it is clear that it cannot be held.</summary>
    /// <param name="request">The request; its body is consumed.</param>
    /// <param name="maxBytes">Largest body to hold.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask<HeldBodyOutcome> ReadAsync(HttpRequest request, long maxBytes, CancellationToken cancellationToken)
    {
        var announced = request.ContentLength ?? 0;
        if (announced > maxBytes)
            return HeldBodyOutcome.TooLarge;
        // One byte more than announced, so that the read which finds the end needs no larger buffer.
        if (!TryGrow((int)Math.Max(FirstRentBytes, announced + 1)))
            return HeldBodyOutcome.NoRoom;
        while (true)
        {
            if (_length == _buffer.Length && !TryGrow(_buffer.Length * 2))
                return HeldBodyOutcome.NoRoom;
            var read = await request.Body.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            if (read == 0)
                return HeldBodyOutcome.Held;
            _length += read;
            if (_length > maxBytes)
                return HeldBodyOutcome.TooLarge;
        }
    }

    /// <summary>
    /// Copies from a position of the body. A sender may outlive the request by a moment; once the body is given back it
    /// reads nothing, never what the buffer's next owner put there.
    /// </summary>
    /// <returns>Bytes copied; 0 at the end and after disposal.</returns>
    public int CopyTo(int position, Span<byte> destination)
    {
        lock (_lending)
        {
            var count = Math.Clamp(_length - position, 0, destination.Length);
            _buffer.AsSpan(Math.Min(position, _length), count).CopyTo(destination);
            return count;
        }
    }

    /// <summary>Puts other bytes, no longer than the body, in its place, for routes whose payload is rewritten.</summary>
    public void Replace(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer);
        _length = bytes.Length;
    }

    public void Dispose()
    {
        byte[] buffer;
        lock (_lending)
        {
            (buffer, _buffer, _length) = (_buffer, [], 0);
        }
        GiveBack(buffer);
    }

    private bool TryGrow(int capacity)
    {
        var larger = ArrayPool<byte>.Shared.Rent(capacity);
        if (!room.TryTake(larger.Length))
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }
        var old = _buffer;
        old.AsSpan(0, _length).CopyTo(larger);
        _buffer = larger;
        GiveBack(old);
        return true;
    }

    private void GiveBack(byte[] buffer)
    {
        if (buffer.Length == 0)
            return;
        room.Return(buffer.Length);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
