using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Waves.Simulator.Books;
using Waves.Simulator.Faults;
using Waves.Simulator.Limits;

namespace Waves.Simulator.Wire;

/// <summary>One request on its way through the simulator.</summary>
internal sealed class Call(HttpContext context, Row row, string routeValue, RequestRecord record, SimulatorBooks books)
{
    public const string JsonType = "application/json; charset=utf-8";

    /// <summary>JSON request bodies above this are not read to their end.</summary>
    public const int MaxJsonBytes = 4 * 1024 * 1024;

    private Slot? _slot;
    private ShapedBody? _body;
    private IHttpResponseBodyFeature? _original;

    public HttpContext Context => context;

    public Row Row => row;

    /// <summary>What stood in place of <c>{}</c> in the row's path.</summary>
    public string RouteValue => routeValue;

    public RequestRecord Record => record;

    public WorkDone Work => record.Work;

    /// <summary>The system's id of this request: header <c>X-Request-Id</c> and <c>request_id</c> in bodies.</summary>
    public string RequestId => record.RequestId;

    /// <summary>Cancelled when the client leaves.</summary>
    public CancellationToken Gone => context.RequestAborted;

    /// <summary>The fault left for the handler: one that acts on a socket.</summary>
    public Fault? SocketFault { get; set; }

    /// <summary>Whether the client had left before the answer was written.</summary>
    public bool CutShort => _body?.CutShort ?? false;

    public string? Query(string name) => context.Request.Query.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>A <c>true</c>/<c>false</c> query switch.</summary>
    public bool QueryFlag(string name, bool otherwise = false) => Query(name) switch
    {
        null or "" => otherwise,
        var text => text.Equals("true", StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>Tells whoever waits on the books that something of this call is new.</summary>
    public void Changed() => books.Changed(record);

    public void Hold(Slot slot) => _slot = slot;

    /// <summary>
    /// Gives the place back. Called before the last byte of an answer is written: whoever has read the end may count on
    /// the place being free (contract 6.2 and 6.4).
    /// </summary>
    public void Release() => _slot?.Dispose();

    public void Observe(ShapedBody body, IHttpResponseBodyFeature original)
    {
        _body = body;
        _original = original;
    }

    /// <summary>Writes what ends the response, so that the books close after it and not before.</summary>
    public Task CompleteAsync() => _original!.CompleteAsync();

    /// <summary>Plays a fault on the bytes of the answer.</summary>
    public void ShapeBody(Fault fault) => _body!.Fault = fault;

    /// <summary>Answers with a JSON body and ends the work of the call.</summary>
    public async Task AnswerAsync(int status, object body)
    {
        var bytes = WireJson.Bytes(body);
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = JsonType;
        response.ContentLength = bytes.Length;
        Release();
        await response.Body.WriteAsync(bytes, Gone);
    }

    /// <summary>Answers with a refusal of the plan, in the row's dialect.</summary>
    public Task RefuseAsync(GateDecision decision, bool sendRetryAfter)
    {
        record.Refusal = decision.Refusal;
        if (decision.Refusal == RefusalReason.RateLimit && sendRetryAfter)
            context.Response.Headers.RetryAfter = decision.RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var status = decision.Refusal == RefusalReason.Forbidden ? StatusCodes.Status403Forbidden : StatusCodes.Status429TooManyRequests;
        return AnswerAsync(status, row.Dialect.Refused(this, decision.Refusal));
    }

    /// <summary>404 without a body, as the service answers unknown routes (contract 2.9 and 8.1).</summary>
    public Task NotFoundAsync()
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>Reads a JSON body. The caller disposes it.</summary>
    /// <returns><see langword="null"/> when it is not JSON, or larger than <see cref="MaxJsonBytes"/>.</returns>
    public async Task<JsonDocument?> ReadJsonAsync()
    {
        var bytes = await ReadBodyAsync(MaxJsonBytes);
        if (bytes is null)
            return null;
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads the whole body.</summary>
    /// <returns><see langword="null"/> when it is larger than <paramref name="limit"/>.</returns>
    public async Task<byte[]?> ReadBodyAsync(int limit)
    {
        var body = context.Request.Body;
        using var gathered = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await body.ReadAsync(buffer, Gone)) > 0)
        {
            if (gathered.Length + count > limit)
                return null;
            gathered.Write(buffer.AsSpan(0, count));
        }

        return gathered.ToArray();
    }
}
