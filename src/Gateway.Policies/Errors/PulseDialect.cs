using System.Text.Json;

namespace Gateway.Policies.Errors;

/// <summary>
/// The shapes that the older Pulse route was seen to answer with (waves-api 2.4): one for what is wrong with the audio,
/// two for keys, <c>{"error":"…"}</c> for the rest.
/// </summary>
internal sealed class PulseDialect : ErrorDialect
{
    /// <inheritdoc/>
    public override string Name => "D-PULSE";

    /// <summary>Too large is 400 here, not 413.</summary>
    public override int StatusOf(GatewayError error) => error.Kind is ErrorKind.BodyTooLarge ? 400 : base.StatusOf(error);

    private protected override void WriteBody(Utf8JsonWriter json, GatewayError error, string requestId)
    {
        switch (error.Kind)
        {
            case ErrorKind.BodyTooLarge:
                WriteAudioError(json, "Audio data too large");
                break;
            case ErrorKind.Malformed or ErrorKind.Invalid:
                WriteAudioError(json, error.Message);
                break;
            case ErrorKind.RateLimited:
                ErrorJson.WriteError(json, SttDialect.RateLimitText);
                break;
            default:
                if (!ErrorJson.TryWriteUnauthorized(json, error))
                    ErrorJson.WriteError(json, ErrorJson.TextOf(error));
                break;
        }
    }

    private static void WriteAudioError(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("errors"u8, text);
        json.WriteString("status"u8, "error"u8);
        json.WriteString("message"u8, "Error handling audio data"u8);
        json.WriteEndObject();
    }
}
