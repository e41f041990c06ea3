using System.Net;

namespace Gateway.Forwarding;

/// <summary>
/// An upstream's answer whose body is read through an <see cref="ObservedBody"/>. Owns the inner content; its headers have
/// gone to the caller before.
/// </summary>
internal sealed class ObservedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly HttpContext _context;
    private readonly bool _takesEvents;

    public ObservedContent(HttpContent inner, HttpContext context, bool takesEvents) =>
        (_inner, _context, _takesEvents) = (inner, context, takesEvents);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new ObservedBody(await _inner.ReadAsStreamAsync(cancellationToken), _inner.Headers.ContentLength, _context, _takesEvents);

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var body = await CreateContentReadStreamAsync();
        await body.CopyToAsync(stream);
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
