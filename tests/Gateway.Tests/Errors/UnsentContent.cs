using System.Net;
using System.Net.Http.Headers;

namespace Gateway.Errors;

/// <summary>A body that is announced and whose bytes wait until the answer has come.</summary>
internal sealed class UnsentContent : HttpContent
{
    private readonly long _length;
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public UnsentContent(long length, string type)
    {
        _length = length;
        Headers.ContentType = MediaTypeHeaderValue.Parse(type);
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.FlushAsync();
        await _disposed.Task;
        throw new IOException("The answer came first.");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        _disposed.TrySetResult();
        base.Dispose(disposing);
    }
}
