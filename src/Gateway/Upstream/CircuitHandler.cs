using Polly;

namespace Gateway.Upstream;

/// <summary>Sends through the circuit of a destination; refuses with <see cref="Polly.CircuitBreaker.BrokenCircuitException"/> while it is open.</summary>
internal sealed class CircuitHandler(ResiliencePipeline<HttpResponseMessage> circuit, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        await circuit.ExecuteAsync(
            static async (state, token) => await state.Handler.PassOnAsync(state.Request, token),
            (Handler: this, Request: request),
            cancellationToken);

    private Task<HttpResponseMessage> PassOnAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);
}
