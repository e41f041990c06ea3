using Gateway.Errors;
using Gateway.Policies.Errors;

namespace Gateway.Edge;

/// <summary>Refuses new work while the process shuts down; stands behind routing so that the refusal has a dialect.</summary>
internal sealed class DrainMiddleware(RequestDelegate next)
{
    private static readonly GatewayError Refusal = GatewayErrors.Draining(TimeSpan.FromSeconds(1));

    public Task InvokeAsync(HttpContext context) =>
        context.Find<Draining>() is null ? next(context) : ErrorResponseWriter.WriteAsync(context, Refusal);
}
