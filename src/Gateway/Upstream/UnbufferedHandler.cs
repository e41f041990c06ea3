namespace Gateway.Upstream;

/// <summary>
/// Sends every piece of a request body on as soon as it is there. The transport would keep small pieces back until more
/// come, and a caller that uploads while it records would be heard in bursts.
/// </summary>
internal sealed class UnbufferedHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } content)
            request.Content = new UnbufferedContent(content);
        return base.SendAsync(request, cancellationToken);
    }
}
