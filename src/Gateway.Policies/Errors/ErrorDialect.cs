using System.Buffers;
using System.Text.Json;

namespace Gateway.Policies.Errors;

/// <summary>
/// How one family of endpoints words its errors (waves-api 3): status, JSON body, and on sockets the frame and close.
/// Stateless and thread-safe.
/// </summary>
public abstract class ErrorDialect
{
    /// <summary>Name as in waves-api 3.1, for instance <c>D-OPENAI</c>.</summary>
    public abstract string Name { get; }

    /// <summary>HTTP status for a condition (waves-api 3.2).</summary>
    public virtual int StatusOf(GatewayError error) => error.Kind switch
    {
        ErrorKind.MissingKey or ErrorKind.UnknownKey => 401,
        ErrorKind.Forbidden or ErrorKind.BudgetExhausted => 403,
        ErrorKind.RateLimited or ErrorKind.ConcurrencyLimited => 429,
        ErrorKind.BodyTooLarge => 413,
        ErrorKind.BodyTooSlow => 408,
        ErrorKind.Malformed or ErrorKind.Invalid => 400,
        ErrorKind.NotFound => 404,
        ErrorKind.MethodNotAllowed => 405,
        ErrorKind.UpgradeRequired => 426,
        ErrorKind.Gone => 410,
        ErrorKind.UpstreamUnreachable => 502,
        ErrorKind.UpstreamTimeout => 504,
        ErrorKind.Unavailable => 503,
        _ => 500,
    };

    /// <summary>Writes the JSON body, UTF-8, no trailing newline.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="error">The condition.</param>
    /// <param name="requestId">The value of the <c>X-Request-Id</c> header, repeated where the dialect has a place for it.</param>
    public void WriteBody(IBufferWriter<byte> output, GatewayError error, string requestId)
    {
        using var json = ErrorJson.Create(output);
        if (error.Kind is ErrorKind.Gone && error.Successor is not null)
            ErrorJson.WriteGone(json, error);
        else
            WriteBody(json, error, requestId);
    }

    /// <summary>
    /// Writes the server-sent event that ends a stream which broke after it began, its blank line included; the stream then
    /// ends without its usual terminator (waves-api 5.1, 5.2). The default is an <c>error</c> event with the body.
    /// </summary>
    public virtual void WriteEvent(IBufferWriter<byte> output, GatewayError error, string requestId)
    {
        output.Write("event: error\ndata: "u8);
        WriteBody(output, error, requestId);
        output.Write("\n\n"u8);
    }

    /// <summary>
    /// How a socket is refused at its start (waves-api 3.3). The default answers HTTP before the upgrade.
    /// </summary>
    public virtual SocketRefusal RefusalOf(GatewayError error) => SocketRefusal.BeforeUpgrade;

    /// <summary>
    /// Writes the text frame that reports an error on an open socket, UTF-8 JSON.
    /// </summary>
    /// <param name="output">Where to write.</param>
    /// <param name="error">The condition.</param>
    /// <param name="echo">Ids of the failing client frame, repeated where the dialect has a place for them.</param>
    /// <exception cref="NotSupportedException">The dialect belongs to endpoints without sockets.</exception>
    public void WriteFrame(IBufferWriter<byte> output, GatewayError error, FrameEcho echo)
    {
        using var json = ErrorJson.Create(output);
        WriteFrame(json, error, echo);
    }

    /// <summary>Writes the body of every condition but <see cref="ErrorKind.Gone"/>, which has one form everywhere.</summary>
    private protected abstract void WriteBody(Utf8JsonWriter json, GatewayError error, string requestId);

    private protected virtual void WriteFrame(Utf8JsonWriter json, GatewayError error, FrameEcho echo) =>
        throw new NotSupportedException($"{Name} has no frames: its endpoints are not sockets.");
}
