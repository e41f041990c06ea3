using System.Net;

namespace Gateway.Upstream;

/// <summary>A request body that flushes after each of its writes. Owns the inner content.</summary>
internal sealed class UnbufferedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly Upload? _upload;

    /// <param name="inner">The body.</param>
    /// <param name="upload">Itself as an upload that the upstream may end; null: it is here already, and sent whatever the upstream says.</param>
    public UnbufferedContent(HttpContent inner, Upload? upload)
    {
        (_inner, _upload) = (inner, upload);
        foreach (var header in inner.Headers.NonValidated)
            Headers.TryAddWithoutValidation(header.Key, header.Value);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _upload is null ? _inner.CopyToAsync(new FlushingStream(stream, keepsHead: true), context, cancellationToken) : UploadAsync(_upload, stream, context, cancellationToken);

    private async Task UploadAsync(Upload upload, Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Upload.Current = upload;
        // The head goes first: an upstream that refuses by it need not wait for the body, and what cannot be sent at all
        // shows before the body has been touched.
        await stream.FlushAsync(cancellationToken);
        await _inner.CopyToAsync(new FlushingStream(stream, keepsHead: false), context, cancellationToken);
        upload.Finish();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
