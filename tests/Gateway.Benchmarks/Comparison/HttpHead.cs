using System.Net.Sockets;
using System.Text;

namespace Gateway.Benchmarks.Comparison;

/// <summary>Reads the head of a handshake, and not a byte more.</summary>
internal static class HttpHead
{
    /// <summary>The head with its blank line; null when the peer left.</summary>
    public static async Task<string?> ReadAsync(Socket socket)
    {
        var buffer = new byte[8192];
        var length = 0;
        while (true)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.Peek);
            if (count == 0)
                return null;
            var end = buffer.AsSpan(0, length + count).IndexOf("\r\n\r\n"u8);
            var take = end < 0 ? count : end + 4 - length;
            await socket.ReceiveAsync(buffer.AsMemory(length, take));
            length += take;
            if (end >= 0)
                return Encoding.ASCII.GetString(buffer, 0, length);
        }
    }

    /// <summary>The value of a header.</summary>
    public static string Value(string head, string name) =>
        head.Split("\r\n").First(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..].Trim();
}
