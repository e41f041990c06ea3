namespace Gateway.Upstream;

/// <summary>
/// Sends every piece of a request body on as soon as it is there. The transport would keep small pieces back until more
/// come, and a caller that uploads while it records would be heard in bursts. Uploads have connections of their own, which
/// listen while they send; so have upgrades, which take theirs with them.
/// </summary>
internal sealed class UnbufferedHandler(HttpMessageHandler calls, HttpMessageHandler uploads, HttpMessageHandler upgrades) : DelegatingHandler(calls)
{
    private readonly HttpMessageInvoker _uploads = new(uploads, disposeHandler: true);
    private readonly HttpMessageInvoker _upgrades = new(upgrades, disposeHandler: true);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.TryGetValue(Upload.Option, out var upload);
        if (request.Content is { } content and not UnbufferedContent)
            request.Content = new UnbufferedContent(content, upload);
        if (upload is not null)
            return UploadAsync(request, cancellationToken);
        return request.Options.TryGetValue(Handover.Option, out var upgrade)
            ? UpgradeAsync(request, upgrade, cancellationToken)
            : base.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> UpgradeAsync(HttpRequestMessage request, Handover upgrade, CancellationToken cancellationToken)
    {
        // Seen by what this flow writes, and gone with it.
        Handover.Current = upgrade;
        return await _upgrades.SendAsync(request, cancellationToken);
    }

    /// <summary>Each try that finds a spent connection removes it from the pool, so the tries are no more than those.</summary>
    private async Task<HttpResponseMessage> UploadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await _uploads.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException e) when (e.InnerException is SpentConnectionException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _uploads.Dispose();
            _upgrades.Dispose();
        }
        base.Dispose(disposing);
    }
}
