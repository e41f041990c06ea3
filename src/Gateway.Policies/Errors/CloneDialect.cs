using System.Text.Json;

namespace Gateway.Policies.Errors;

/// <summary><c>{"error":"…"}</c>; 500 adds <c>error_code</c> (waves-api 2.6).</summary>
internal sealed class CloneDialect : ErrorDialect
{
    /// <summary>The upstream's refusal of a sample above its 5 MB; the wording after the colon is ours.</summary>
    internal const string FileTooLarge = "File too large. Maximum size is 5MB.";

    /// <inheritdoc/>
    public override string Name => "D-CLONE";

    /// <summary>
    /// Too large is 400: the upstream counts it among its validation failures (waves-api 2.6), and the form is only as
    /// bounded as its file.
    /// </summary>
    public override int StatusOf(GatewayError error) => error.Kind is ErrorKind.BodyTooLarge ? 400 : base.StatusOf(error);

    private protected override void WriteBody(Utf8JsonWriter json, GatewayError error, string requestId)
    {
        json.WriteStartObject();
        json.WriteString("error"u8, error.Kind is ErrorKind.BodyTooLarge ? FileTooLarge : ErrorJson.TextOf(error));
        if (error.Kind is ErrorKind.Internal)
            json.WriteString("error_code"u8, "voice_clone_error"u8);
        json.WriteEndObject();
    }
}
