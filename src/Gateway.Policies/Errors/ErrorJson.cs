using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Policies.Errors;

/// <summary>What the dialects share in writing JSON.</summary>
internal static class ErrorJson
{
    // Quotes in messages look as the upstream writes them; the bodies are never embedded in HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A compact writer; dispose it to flush.</summary>
    public static Utf8JsonWriter Create(IBufferWriter<byte> output) => new(output, Options);

    /// <summary>D-GONE (waves-api 3.1): one body for every retired route.</summary>
    public static void WriteGone(Utf8JsonWriter json, GatewayError error)
    {
        json.WriteStartObject();
        json.WriteString("status"u8, "error"u8);
        json.WriteString("error_code"u8, "MODEL_DEPRECATED"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("recommended_endpoint"u8, error.Successor);
        json.WriteEndObject();
    }

    /// <summary><c>{"error":"…"}</c>.</summary>
    public static void WriteError(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("error"u8, text);
        json.WriteEndObject();
    }

    /// <summary>
    /// The two forms of 401 that the upstream's shared middleware was seen to send: one for no key, one for a bad key
    /// (waves-api 2.4; sockets by the examples of 3.3).
    /// </summary>
    /// <returns>False when the condition is another one.</returns>
    public static bool TryWriteUnauthorized(Utf8JsonWriter json, GatewayError error)
    {
        switch (error.Kind)
        {
            case ErrorKind.MissingKey:
                json.WriteStartObject();
                json.WriteString("message"u8, "Unauthorized: No tokens provided"u8);
                json.WriteEndObject();
                return true;
            case ErrorKind.UnknownKey:
                WriteError(json, "unauthorized");
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// The text of an error in dialects that have nothing but a text: their words for a bad key and for a bug, the
    /// error's own for everything else.
    /// </summary>
    public static string TextOf(GatewayError error) => error.Kind switch
    {
        ErrorKind.MissingKey or ErrorKind.UnknownKey => "Unauthorized",
        ErrorKind.Internal => "Internal server error",
        _ => error.Message,
    };
}
