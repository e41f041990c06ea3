using System.Net;

namespace Gateway.RequestPath;

/// <summary>A request body that stops after its first part until a test lets it go on.</summary>
internal sealed class GatedContent : HttpContent
{
    private readonly byte[] _first;
    private readonly byte[] _rest;
    private readonly bool _announced;
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="first">Sent at once.</param>
    /// <param name="rest">Sent after <see cref="Open"/>.</param>
    /// <param name="announced">Whether its length stands in the head.</param>
    public GatedContent(byte[] first, byte[] rest, bool announced)
    {
        (_first, _rest, _announced) = (first, rest, announced);
        Headers.ContentType = new("application/octet-stream");
    }

    /// <summary>Lets the rest go.</summary>
    public void Open() => _gate.TrySetResult();

    /// <summary>Breaks the body off.</summary>
    public void Break() => _gate.TrySetException(new IOException("The client breaks its own body off."));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_first, Patience.Token);
        await stream.FlushAsync(Patience.Token);
        await _gate.Task.Soon();
        await stream.WriteAsync(_rest, Patience.Token);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _first.Length + _rest.Length;
        return _announced;
    }
}
