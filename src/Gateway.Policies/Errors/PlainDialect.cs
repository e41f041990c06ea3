using System.Text.Json;

namespace Gateway.Policies.Errors;

/// <summary><c>{"error":"…"}</c> (waves-api 3.1), on HTTP and as the frame of sockets whose protocol is unknown.</summary>
internal sealed class PlainDialect(string name, bool hasFrames) : ErrorDialect
{
    /// <inheritdoc/>
    public override string Name => name;

    private protected override void WriteBody(Utf8JsonWriter json, GatewayError error, string requestId) =>
        ErrorJson.WriteError(json, ErrorJson.TextOf(error));

    private protected override void WriteFrame(Utf8JsonWriter json, GatewayError error, FrameEcho echo)
    {
        if (hasFrames)
            ErrorJson.WriteError(json, ErrorJson.TextOf(error));
        else
            base.WriteFrame(json, error, echo);
    }
}
