using System.Collections.Immutable;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Gateway.Upstream;

/// <summary>
/// Sends to the first destination of an account that can be reached, in order of preference. Another one is tried only
/// while nothing has been sent: the connection was not made, or the circuit is open. Thread-safe.
/// </summary>
internal sealed class FailoverHandler(ImmutableArray<UpstreamDestination> destinations) : HttpMessageHandler
{
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.PathAndQuery;
        for (var i = 0; ; i++)
        {
            var destination = destinations[i];
            var isLast = i == destinations.Length - 1;
            if (destination.IsBroken && !isLast)
                continue;
            request.RequestUri = new Uri(destination.Root + path, Verbatim);
            try
            {
                return await destination.Client.SendAsync(request, cancellationToken);
            }
            catch (Exception e) when (!isLast && !cancellationToken.IsCancellationRequested && IsUnreached(e))
            {
                // Nothing of the request has left; the next one gets it whole.
            }
        }
    }

    private static bool IsUnreached(Exception exception) => exception is BrokenCircuitException or TimeoutRejectedException
        or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
        or OperationCanceledException { InnerException: TimeoutException };
}
