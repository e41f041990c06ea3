using System.Net;
using System.Net.Sockets;
using Gateway.Benchmarks.Comparison;
using Gateway.Policies.Keys;
using Microsoft.Extensions.Hosting;

namespace Gateway.Benchmarks.Http;

/// <summary>
/// One chat call through a whole gateway over real sockets, with everything on. Its two ends allocate nothing, so that what
/// is counted is the gateway's: stages, web server, client, and the call's share of a batch of usage records.
/// </summary>
internal static class CallHotPath
{
    private static readonly HttpLoad Load = HttpLoad.All.Single(load => load.Name == "chat");
    private static readonly string Key = VirtualKeySecret.Create();
    private static readonly byte[] Request = Load.RequestOf(Key);
    private static readonly byte[] Room = new byte[16 * 1024];
    private static readonly Lazy<Socket> Caller = new(Start);

    /// <summary>By the name that the allocation budget knows.</summary>
    public static IReadOnlyList<(string Name, Action Operation)> All { get; } = [("a chat call, from its head to its end", Call)];

    public static void Call()
    {
        Caller.Value.Send(Request);
        if (!TryReceive(Caller.Value, Room, Load.Answer.Length) || !Room.AsSpan().StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException("The call was not served.");
    }

    private static Socket Start()
    {
        var upstream = Sockets.Listen();
        new Thread(() => Serve(upstream)) { IsBackground = true }.Start();
        var port = Proxies.FreePort();
        var gateway = GatewayHost.Build(overrides: new Dictionary<string, string?>
        {
            ["urls"] = $"http://127.0.0.1:{port}",
            ["Gateway:Admin:Url"] = "http://127.0.0.1:0",
            ["Gateway:Upstream:Accounts:0:Name"] = "main",
            ["Gateway:Upstream:Accounts:0:Key"] = "sk_upstream",
            ["Gateway:Upstream:Accounts:0:BaseUrl"] = $"http://127.0.0.1:{Sockets.PortOf(upstream)}",
            ["Gateway:Upstream:Accounts:0:Plan"] = "enterprise",
            ["Gateway:Upstream:Accounts:0:Limits:chat:RequestsPerMinute"] = "100000000",
            ["Gateway:Keys:Items:0:Name"] = "budget",
            ["Gateway:Keys:Items:0:Team"] = "apps",
            ["Gateway:Keys:Items:0:Secret"] = Key,
            ["Gateway:Database:ConnectionString"] = $"Data Source={Path.Combine(Directory.CreateTempSubdirectory("call-budget-").FullName, "gateway.db")}",
            ["Gateway:Admin:Key"] = Key,
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
        });
        gateway.Start();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    private static void Serve(Socket listener)
    {
        var (answer, room) = (Load.AnswerBytes(), new byte[Room.Length]);
        using var socket = listener.Accept();
        while (TryReceive(socket, room, Load.Body.Length))
            socket.Send(answer);
    }

    /// <summary>Receives a head and a body of a known length.</summary>
    /// <returns>False when the peer left.</returns>
    private static bool TryReceive(Socket socket, byte[] room, int bodyLength)
    {
        for (var length = 0; ;)
        {
            var count = socket.Receive(room.AsSpan(length));
            if (count == 0)
                return false;
            length += count;
            if (room.AsSpan(0, length).IndexOf("\r\n\r\n"u8) is >= 0 and var head && length >= head + 4 + bodyLength)
                return true;
        }
    }
}
