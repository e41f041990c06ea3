using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Gateway.Benchmarks.Admission;
using Gateway.Storage;
using Waves.Simulator;

namespace Gateway.Benchmarks.Keys;

/// <summary>
/// Measures over the wire how long a revoked key goes on at another replica: two gateways in processes of their own on
/// one database, a socket held open and calls made on one of them while the key is revoked on the other. The clock runs
/// from before the revocation is asked for.
/// </summary>
internal static class RevocationProof
{
    private const string AdminKey = "k9-Zq2-Lw7-Tr4-Pm1-Xc8";
    private const string Call = "/waves/v1/voice-cloning";
    private const int Lanes = 10;
    private const int RoundsOfALane = 50;

    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(1);

    /// <param name="output">Where the table goes.</param>
    /// <returns>0 when every promise was kept.</returns>
    public static async Task<int> RunAsync(TextWriter output)
    {
        await output.WriteLineAsync($"{Lanes * RoundsOfALane} revocations each\n\n| | promised | half | 99 % | all | |\n|---|---|---|---|---|---|");
        var folder = Directory.CreateTempSubdirectory("gw-revocation-");
        try
        {
            var broken = await RunAsync(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(folder.FullName, "gateway.db")}", folder, output);
            using var postgres = LocalPostgres.TryStart(out var reason);
            if (postgres is null)
                await output.WriteLineAsync($"\nPostgreSQL left out: {reason}");
            else
                broken += await RunAsync(DatabaseProvider.Postgres, postgres.ConnectionString, folder, output);
            return broken == 0 ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(DatabaseProvider provider, string connection, DirectoryInfo folder, TextWriter output)
    {
        await using var upstream = await WavesSimulatorHost.StartAsync(new SimulatorOptions());
        var settings = new Dictionary<string, string>
        {
            ["Gateway__Database__Provider"] = provider.ToString(),
            ["Gateway__Database__ConnectionString"] = connection,
            ["Gateway__Metering__SpillFolder"] = Path.Combine(folder.FullName, "spill"),
            ["Gateway__Admin__Key"] = AdminKey,
            ["SMALLEST_API_KEY"] = "sk_upstream",
            ["SMALLEST_BASE_URL"] = upstream.BaseAddress.GetLeftPart(UriPartial.Authority),
            ["SMALLEST_PLAN"] = "unlimited",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        await using var here = new GatewayReplica("here", settings);
        await using var there = new GatewayReplica("there", settings);
        await here.StartAsync();
        await there.StartAsync();

        var (sockets, calls) = (new ConcurrentBag<TimeSpan>(), new ConcurrentBag<TimeSpan>());
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => RunLaneAsync(lane, here.Admin, there.Address, sockets, calls)));
        return await ReportAsync($"{provider}: sockets of the other replica are closed", sockets, output)
            + await ReportAsync($"{provider}: calls at the other replica are refused", calls, output);
    }

    private static async Task RunLaneAsync(int lane, Uri admin, Uri replica, ConcurrentBag<TimeSpan> sockets, ConcurrentBag<TimeSpan> calls)
    {
        var random = new Random(lane);
        using var administrator = new HttpClient { BaseAddress = new Uri(admin, "/admin/v1/") };
        administrator.DefaultRequestHeaders.Authorization = new("Bearer", AdminKey);
        // Of an address of the lane's own: one that shows many keys that are not known yet would be slowed down.
        using var handler = HandlerFrom(new IPAddress([127, 2, 0, (byte)(lane + 1)]));
        using var invoker = new HttpMessageInvoker(handler);
        using var caller = new HttpClient(handler) { BaseAddress = replica };
        for (var round = 0; round < RoundsOfALane; round++)
        {
            using var made = await administrator.PostAsJsonAsync("keys?createTeam=true", new { team = "team" });
            var key = (await made.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!;
            caller.DefaultRequestHeaders.Authorization = new("Bearer", (string)key["secret"]!);
            while (await StatusAsync(caller) is not HttpStatusCode.OK)
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            using var socket = new ClientWebSocket();
            socket.Options.SetRequestHeader("Authorization", $"Bearer {key["secret"]}");
            await socket.ConnectAsync(new Uri($"ws://{replica.Authority}/waves/v1/tts/live"), invoker, CancellationToken.None);
            // Anywhere between two looks at the database.
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500)), TimeProvider.System);

            var started = TimeProvider.System.GetTimestamp();
            var closed = ClosedAfterAsync(socket, started);
            var refused = RefusedAfterAsync(caller, started);
            using var revoked = await administrator.DeleteAsync($"keys/{key["id"]}");
            revoked.EnsureSuccessStatusCode();
            sockets.Add(await closed);
            calls.Add(await refused);
        }
    }

    private static SocketsHttpHandler HandlerFrom(IPAddress address) => new()
    {
        UseProxy = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(address, 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    private static async Task<TimeSpan> ClosedAfterAsync(ClientWebSocket socket, long started)
    {
        var close = await socket.ReceiveAsync(new byte[256], CancellationToken.None);
        var after = TimeProvider.System.GetElapsedTime(started);
        return close.CloseStatus is WebSocketCloseStatus.PolicyViolation ? after : throw new InvalidOperationException($"The socket ended with {close.CloseStatus}.");
    }

    private static async Task<TimeSpan> RefusedAfterAsync(HttpClient caller, long started)
    {
        while (await StatusAsync(caller) is not HttpStatusCode.Unauthorized)
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        return TimeProvider.System.GetElapsedTime(started);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient caller)
    {
        using var answer = await caller.GetAsync(Call);
        return answer.StatusCode;
    }

    private static async Task<int> ReportAsync(string what, IEnumerable<TimeSpan> times, TextWriter output)
    {
        var sorted = times.Order().ToArray();
        var isKept = sorted[^1] < Promise;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | < 1 s | {sorted[sorted.Length / 2].TotalMilliseconds:0} ms | {sorted[sorted.Length * 99 / 100].TotalMilliseconds:0} ms | {sorted[^1].TotalMilliseconds:0} ms | {(isKept ? "kept" : "**broken**")} |"));
        return isKept ? 0 : 1;
    }
}
