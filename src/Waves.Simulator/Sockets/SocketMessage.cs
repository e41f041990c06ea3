using System.Text.Json;

namespace Waves.Simulator.Sockets;

/// <summary>One complete message of a client.</summary>
/// <param name="IsText">Text or binary.</param>
/// <param name="Payload">Good until the next receive.</param>
internal readonly record struct SocketMessage(bool IsText, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The payload as a JSON object. The caller disposes it.</summary>
    /// <returns><see langword="null"/> when it is not a JSON object in a text message.</returns>
    public JsonDocument? ParseObject()
    {
        if (!IsText)
            return null;
        try
        {
            var document = JsonDocument.Parse(Payload);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
