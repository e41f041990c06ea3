using System.Security.Cryptography;
using System.Text;

namespace Gateway.Relay.Dialling;

/// <summary>The two header values by which HTTP/1.1 peers know that both speak WebSocket (RFC 6455, 4.1 and 4.2.2).</summary>
internal static class WebSocketKey
{
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>A new <c>Sec-WebSocket-Key</c>: 16 random bytes in base64.</summary>
    public static string Create() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    /// <summary>The <c>Sec-WebSocket-Accept</c> that answers a key.</summary>
    public static string AcceptOf(string key)
    {
#pragma warning disable CA5350 // the protocol's own handshake; it protects nothing
        var hash = SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid));
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }
}
