namespace Gateway.RequestPath;

/// <summary>Sends every request in one HTTP version, also those that a test makes by hand.</summary>
internal sealed class FixedVersion(HttpMessageHandler inner, Version version) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (request.Version, request.VersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
        return base.SendAsync(request, cancellationToken);
    }
}
