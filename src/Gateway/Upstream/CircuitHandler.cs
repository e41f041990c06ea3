using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Gateway.Upstream;

/// <summary>
/// Sends through the circuit of a destination; refuses with <see cref="BrokenCircuitException"/> while it is open. The
/// circuit hears of calls from a first failure on, for as long as it looks back: a destination that answers costs nothing.
/// </summary>
internal sealed class CircuitHandler(
    ResiliencePipeline<HttpResponseMessage> circuit, CircuitBreakerStateProvider state, TimeSpan window, TimeProvider time, HttpMessageHandler inner)
    : DelegatingHandler(inner)
{
    private const long Never = long.MinValue;

    private long _failedAt = Never;

    /// <summary>What says "cannot be reached". An upstream's own 5xx is its answer and passes.</summary>
    public static bool IsFailure(Exception? exception) => exception
        is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
        or OperationCanceledException { InnerException: TimeoutException }; // the handler's own connect timeout

    /// <summary>Whether no connection was made, or the circuit was open, so that the upstream has counted nothing.</summary>
    public static bool WasNeverSent(Exception? cause)
    {
        for (var e = cause; e is not null; e = e.InnerException)
        {
            if (e is BrokenCircuitException or TimeoutRejectedException)
                return true;
        }
        return IsFailure(cause);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        IsInDoubt() ? SendThroughAsync(request, cancellationToken) : SendFreelyAsync(request, cancellationToken);

    private bool IsInDoubt()
    {
        var failedAt = Volatile.Read(ref _failedAt);
        if (failedAt == Never)
            return false;
        if (time.GetElapsedTime(failedAt) < window || state.CircuitState is not CircuitState.Closed)
            return true;
        Interlocked.CompareExchange(ref _failedAt, Never, failedAt);
        return false;
    }

    private async Task<HttpResponseMessage> SendFreelyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (IsFailure(e))
        {
            Volatile.Write(ref _failedAt, time.GetTimestamp());
            await TellAsync(e);
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendThroughAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await circuit.ExecuteAsync(
                static async (call, token) => await call.Handler.PassOnAsync(call.Request, token), (Handler: this, Request: request), cancellationToken);
        }
        catch (Exception e) when (IsFailure(e))
        {
            Volatile.Write(ref _failedAt, time.GetTimestamp());
            throw;
        }
    }

    private async ValueTask TellAsync(Exception failure)
    {
        var context = ResilienceContextPool.Shared.Get(CancellationToken.None);
        await circuit.ExecuteOutcomeAsync(static (_, failure) => Outcome.FromExceptionAsValueTask<HttpResponseMessage>(failure), context, failure);
        ResilienceContextPool.Shared.Return(context);
    }

    private Task<HttpResponseMessage> PassOnAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);
}
