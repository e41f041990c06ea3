using Gateway.Errors;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Routing;

namespace Gateway.Edge;

/// <summary>First and last in the process: gives the request its id, turns away work while draining, answers for bugs.</summary>
internal sealed class EdgeMiddleware(RequestDelegate next, IHostApplicationLifetime lifetime, ILogger<EdgeMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        RequestId.Assign(context);
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            context.Keep(Draining.Instance);
            if (!HttpProtocol.IsHttp2(context.Request.Protocol))
                context.Response.Headers.Connection = "close";
        }
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.CallerLeft(context.TraceIdentifier);
        }
        catch (Exception e) when (LostCaller.IsCause(e))
        {
            logger.CallerLeft(context.TraceIdentifier);
            // Nothing is left to read or to answer; the web server would try both.
            context.Abort();
        }
        catch (BadHttpRequestException e)
        {
            logger.BadRequest(context.TraceIdentifier, e.StatusCode);
            await ErrorResponseWriter.WriteAsync(context, e.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => GatewayErrors.BodyTooLarge(context.Find<IContractFeature>()?.Served.MaxBodyBytes ?? ContractLimits.MaxJsonBodyBytes),
                StatusCodes.Status408RequestTimeout => GatewayErrors.BodyTooSlow,
                _ => new GatewayError(ErrorKind.Malformed, "The request could not be read."),
            });
        }
#pragma warning disable CA1031 // the last resort: whatever it is, the caller gets an answer and the operator the cause
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.Unhandled(e, context.TraceIdentifier);
            await ErrorResponseWriter.WriteAsync(context, GatewayErrors.Internal);
        }
    }
}
