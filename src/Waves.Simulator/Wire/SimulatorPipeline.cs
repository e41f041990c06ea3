using Microsoft.AspNetCore.Http.Features;
using Waves.Simulator.Books;
using Waves.Simulator.Faults;
using Waves.Simulator.Keys;

namespace Waves.Simulator.Wire;

/// <summary>
/// The way of a request: the books open, its row is found, the key is checked, the plan is asked, a planned fault is
/// played, the row answers, the books close.
/// </summary>
internal sealed class SimulatorPipeline(RouteTable routes, SimulatorBooks books, KeyRing keys, FaultPlan faults, TimeProvider time, SimulatorLog log)
{
    private readonly FaultPlayer _player = new(time);

    public async Task HandleAsync(HttpContext context)
    {
        var socket = context.WebSockets.IsWebSocketRequest;
        var (row, routeValue) = routes.Find(context.Request.Method, context.Request.Path.Value ?? "", socket);
        var record = books.Open(row.Id, context.Request);
        var call = new Call(context, row, routeValue, record, books);
        using var recording = Observe(call);
        var outcome = RequestOutcome.Failed;
        try
        {
            await AnswerAsync(call, socket);
            if (!socket && !call.CutShort)
                await call.CompleteAsync();
            outcome = Outcome(call);
            if (!socket)
                await recording.FinishAsync(context.Request.ContentLength, call.Gone);
        }
        catch (Exception) when (BrokenByFault(call))
        {
            outcome = RequestOutcome.Fault;
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            outcome = RequestOutcome.ClientGone;
        }
        catch (BadHttpRequestException bad)
        {
            // The client broke the rules while its body was read: the server below answers and closes.
            record.Failure = bad.Message;
            throw;
        }
        catch (Exception bug)
        {
            record.Failure = bug.ToString();
            log.HandlerFailed(row.Id, bug);
            await FailAsync(call);
        }
        finally
        {
            books.Close(record, outcome);
        }
    }

    private static async Task FailAsync(Call call)
    {
        const int status = StatusCodes.Status500InternalServerError;
        if (call.Context.Response.HasStarted)
            call.Context.Abort();
        else
            await call.AnswerAsync(status, call.Row.Dialect.Other(call, status));
    }

    private async Task AnswerAsync(Call call, bool socket)
    {
        var row = call.Row;
        if (!row.Anonymous && !await AuthenticateAsync(call, socket))
            return;

        if (row.Group(call) is { } group)
        {
            var decision = books.Gate.Enter(group);
            if (!decision.Admitted)
            {
                await call.RefuseAsync(decision, books.Gate.Limits.SendRetryAfter);
                return;
            }

            call.Hold(decision.Slot!);
        }

        try
        {
            if (faults.Take(row.Id, call.Record.Path, socket) is { } fault)
            {
                call.Record.Fault = fault.Kind.ToString();
                call.Changed();
                if (await _player.PlayAsync(fault, call))
                    return;
                call.SocketFault = fault.IsForSockets ? fault : null;
            }

            await row.Handle(call);
        }
        finally
        {
            call.Release();
        }
    }

    private async Task<bool> AuthenticateAsync(Call call, bool socket)
    {
        var key = PresentedKey.Find(call.Context.Request, socket);
        call.Record.Key = key;
        if (key is not null && keys.Knows(key))
            return true;
        await call.AnswerAsync(StatusCodes.Status401Unauthorized, call.Row.Dialect.Unauthorized(call, key is not null));
        return false;
    }

    private RecordingBody Observe(Call call)
    {
        var (context, record) = (call.Context, call.Record);
        record.RequestId = Guid.NewGuid().ToString();
        context.Response.Headers["X-Request-Id"] = record.RequestId;
        context.Response.OnStarting(() =>
        {
            // After a reset the server still starts a response that goes nowhere.
            if (record.Outcome == RequestOutcome.Running)
            {
                record.Status = context.Response.StatusCode;
                call.Changed();
            }

            return Task.CompletedTask;
        });

        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var body = new ShapedBody(inner.Stream, call, _player, time);
        call.Observe(body, inner);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body, inner));

        var json = context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) ?? false;
        var recording = new RecordingBody(context.Request.Body, record, json, time);
        context.Request.Body = recording;
        return recording;
    }

    private static bool BrokenByFault(Call call) =>
        call.Record.Fault is { } fault && fault != nameof(FaultKind.Delay) && fault != nameof(FaultKind.SlowBody);

    private static RequestOutcome Outcome(Call call)
    {
        if (BrokenByFault(call))
            return RequestOutcome.Fault;
        if (call.Record.Socket is { } socket)
            return socket.FromClient.CloseCode is null ? RequestOutcome.ClientGone : RequestOutcome.Complete;
        return call.CutShort ? RequestOutcome.ClientGone : RequestOutcome.Complete;
    }
}
