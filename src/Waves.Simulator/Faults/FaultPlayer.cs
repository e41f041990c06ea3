using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Waves.Simulator.Hosting;
using Waves.Simulator.Pacing;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Faults;

/// <summary>Plays the part of a fault that comes before the handler; the rest is left to <see cref="ShapedBody"/> and the socket.</summary>
internal sealed class FaultPlayer(TimeProvider time)
{
    private static readonly TimeSpan ClientPatience = TimeSpan.FromSeconds(5);

    private static readonly byte[] NotHttp = Encoding.ASCII.GetBytes("ICY 200 OK\u0001\r\nthis is not HTTP\r\n\r\n");

    /// <summary>Plays <paramref name="fault"/> on a request that has not been answered.</summary>
    /// <returns><see langword="true"/> when the request is answered.</returns>
    /// <exception cref="FaultPlayedException">The connection is gone.</exception>
    public async Task<bool> PlayAsync(Fault fault, Call call)
    {
        await Pause.ForAsync(fault.Latency, time, call.Gone);
        var context = call.Context;
        switch (fault.Kind)
        {
            case FaultKind.Status:
                await AnswerAsync(fault, call);
                return true;

            case FaultKind.ResetBeforeHeaders:
                Reset(context);
                throw new FaultPlayedException();

            case FaultKind.Stall:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, call.Gone);
                throw new FaultPlayedException();

            case FaultKind.Garbage:
                await context.Features.GetRequiredFeature<ConnectionWire>().SendAsync(NotHttp, call.Gone);
                await FinishAsync(call);
                throw new FaultPlayedException();

            default:
                if (fault.ShapesBody)
                    call.ShapeBody(fault);
                return false;
        }
    }

    /// <summary>Resets the connection of a request; on HTTP/2 its stream.</summary>
    public static void Reset(HttpContext context)
    {
        // INTERNAL_ERROR (RFC 9113, section 7) is what a crashing handler looks like on HTTP/2.
        const int InternalError = 2;
        if (context.Features.Get<IHttpResetFeature>() is { } stream)
        {
            stream.Reset(InternalError);
            return;
        }

        context.Features.GetRequiredFeature<ConnectionWire>().Reset();
        context.Abort();
    }

    /// <summary>Ends the response direction with a FIN and without its proper end; on HTTP/2 resets the stream.</summary>
    public async Task FinishAsync(Call call)
    {
        var context = call.Context;
        if (context.Features.Get<IHttpResetFeature>() is null)
        {
            // Closing at once could turn the FIN into a RST: the client gets time to see it and to leave.
            context.Features.GetRequiredFeature<ConnectionWire>().Finish();
            using var patience = new CancellationTokenSource(ClientPatience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, call.Gone);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        context.Abort();
    }

    private static async Task AnswerAsync(Fault fault, Call call)
    {
        var response = call.Context.Response;
        if (fault.RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);

        if (fault.Body is null)
        {
            await call.AnswerAsync(fault.Status, call.Row.Dialect.Other(call, fault.Status));
            return;
        }

        response.StatusCode = fault.Status;
        response.ContentType = Call.JsonType;
        var body = Encoding.UTF8.GetBytes(fault.Body);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, call.Gone);
    }
}
