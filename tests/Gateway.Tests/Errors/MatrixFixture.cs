using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Gateway.RequestPath;
using Gateway.Surface;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Errors;

/// <summary>
/// Gateways in every trouble of the matrix, each started when its first test asks for it. Clocks stand still, so that
/// waits are figures that can be compared.
/// </summary>
public sealed class MatrixFixture : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 9, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly FakeTimeProvider _running = new(new DateTimeOffset(2026, 9, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ConcurrentDictionary<string, Lazy<Task<GatewayUnderTest>>> _gateways = new();
    private readonly FixedKeys _directory = new();
    private readonly ConcurrentDictionary<string, string> _keys = new();
    private readonly Lazy<Task<string>> _spentKey;
    private readonly Lazy<Task<string>> _busyKey;
    private readonly ConcurrentDictionary<(string Row, WireProtocol Protocol), Task<WireAnswer>> _silent = new();
    private readonly ConcurrentDictionary<(string Row, WireProtocol Protocol), Task<WireAnswer>> _neverReady = new();
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IDisposable> _held = [];
    private readonly RawUpstream _mute = new();
    private readonly string _nowhere = AddressOfNobody();
    private RecordingUpstream _upstream = null!;

    public MatrixFixture() => (_spentKey, _busyKey) = (new(SpendKeyAsync), new(OccupyKeyAsync));

    /// <summary>The errors that are committed.</summary>
    internal ErrorSnapshot Errors { get; } = ErrorSnapshot.Load();

    private static KeyScopes Everything { get; } = new() { Contracts = [.. WavesContracts.All.Select(row => row.Id)] };

    public async ValueTask InitializeAsync()
    {
        _upstream = await RecordingUpstream.StartAsync();
        _upstream.Answer = AnswerAsync;
    }

    public async ValueTask DisposeAsync()
    {
        Errors.Save();
        _release.TrySetResult();
        foreach (var held in _held)
            held.Dispose();
        foreach (var gateway in _gateways.Values)
            await (await gateway.Value).DisposeAsync();
        await _upstream.DisposeAsync();
        await _mute.DisposeAsync();
    }

    /// <summary>Provokes a condition on a row.</summary>
    internal async Task<WireAnswer> ProvokeAsync(WavesContract row, Condition condition, WireProtocol protocol)
    {
        var good = new RowCall(row);
        switch (condition)
        {
            case Condition.MissingKey:
                return await good.SendAsync(await ServingAsync(), protocol, secret: "");
            case Condition.UnknownKey:
                return await good.SendAsync(await SuspectingAsync(), protocol, VirtualKeySecret.Create());
            case Condition.ExpiredKey:
                return await good.SendAsync(await SuspectingAsync(), protocol, Key(key => key with { ExpiresAt = _time.GetUtcNow() }));
            case Condition.RevokedKey:
                return await good.SendAsync(await SuspectingAsync(), protocol, Key(key => key with { RevokedAt = _time.GetUtcNow() }));
            case Condition.TooManyGuesses:
                return await good.SendAsync(await GuessedAsync(), protocol, VirtualKeySecret.Create());
            case Condition.EndpointForbidden:
                return await good.SendAsync(await ServingAsync(), protocol, Key(key => key with { Scopes = new() { Contracts = ["O1"] } }));
            case Condition.ModelForbidden:
                return await good.SendAsync(await ServingAsync(), protocol, Key(key => key with { Scopes = Everything with { Models = ["another-model"] } }));
            case Condition.VoiceForbidden:
                return await good.SendAsync(await ServingAsync(), protocol, Key(key => key with { Scopes = Everything with { Voices = ["another-voice"] } }));
            case Condition.MalformedBody:
                return await ErrorCalls.Malformed(row).SendAsync(await ServingAsync(), protocol, Key());
            case Condition.RefusedField:
                return await ErrorCalls.Refused(row)!.SendAsync(await ServingAsync(), protocol, Key());
            case Condition.BodyTooLarge:
                return await ErrorCalls.TooLarge(row).SendAsync(await ServingAsync(), protocol, Key());
            case Condition.WrongMethod:
                return await WithMethodAsync(await NarrowAsync(), good, protocol);
            case Condition.RateLimited:
                return await Impatient(good).SendAsync(await ServingAsync(), protocol, await _spentKey.Value);
            case Condition.ConcurrencyLimited:
                return await Impatient(good).SendAsync(await ServingAsync(), protocol, await _busyKey.Value);
            case Condition.RouteGone:
                return await good.SendAsync(await GoneAsync(), protocol);
            case Condition.UpstreamUnreachable:
                return await good.SendAsync(await UnreachableAsync(), protocol, Key());
            case Condition.CircuitOpen:
                return await good.SendAsync(await BrokenAsync(), protocol, Key());
            case Condition.Draining:
                return await good.SendAsync(await DrainingAsync(), protocol, Key());
            case Condition.UpstreamSilent:
                return await (await ManyAsync(_silent, await SilentAsync(), condition))[(row.Id, protocol)];
            case Condition.UpstreamNeverReady:
                return await (await ManyAsync(_neverReady, await NeverReadyAsync(), condition))[(row.Id, protocol)];
            case Condition.BudgetExhausted:
                return await good.SendAsync(await RaisingAsync("budget", GatewayErrors.BudgetExhausted("monthly")), protocol, Key());
            case Condition.Bug:
                return await good.SendAsync(await RaisingAsync("bug", error: null), protocol, Key());
            default:
                throw new ArgumentOutOfRangeException(nameof(condition));
        }
    }

    /// <summary>A key for every row, or a changed one; the same for the same change of the same caller.</summary>
    private string Key(Func<VirtualKey, VirtualKey>? change = null, [CallerLineNumber] int line = 0) => _keys.GetOrAdd(
        change is null ? "plain" : string.Create(CultureInfo.InvariantCulture, $"line{line}"),
        name =>
        {
            var key = new VirtualKey { Id = $"key_{name}", Team = "matrix", Scopes = Everything };
            return _directory.Add(change is null ? key : change(key));
        });

    /// <summary>A key that may call once a minute and has.</summary>
    private async Task<string> SpendKeyAsync()
    {
        var secret = Key(key => key with { Limits = new LimitSet { RequestsPerMinute = 1 } });
        Assert.Equal(200, (await RowCall.Of("V2").SendAsync(await ServingAsync(), WireProtocol.Http1, secret)).Status);
        return secret;
    }

    /// <summary>A key whose only slot and only socket are taken as long as the fixture lives.</summary>
    private async Task<string> OccupyKeyAsync()
    {
        var gateway = await ServingAsync();
        var secret = Key(key => key with { Limits = new LimitSet { Slots = 1, Sockets = 1 } });
        var client = gateway.Client(WireProtocol.Http1, secret);
        _held.Add(await client.GetAsync("/waves/v1/of/tomorrow?hold", HttpCompletionOption.ResponseHeadersRead, Patience.Token));
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {secret}");
        await socket.ConnectAsync(new Uri($"ws://{gateway.Http1Address.Authority}/waves/v1/tts/live?hold"), Patience.Token);
        _held.Add(socket);
        return secret;
    }

    private Task<GatewayUnderTest> ServingAsync() => GatewayAsync("serving", _upstream.Http1Address);

    /// <summary>A gateway whose clock runs on, so that it never has enough of unknown keys.</summary>
    private Task<GatewayUnderTest> SuspectingAsync()
    {
        _running.Advance(TimeSpan.FromMinutes(1));
        return GatewayAsync("suspecting", _upstream.Http1Address, setup => setup.Time = _running);
    }

    private Task<GatewayUnderTest> GuessedAsync() => GatewayAsync("guessed", _upstream.Http1Address, then: async gateway =>
    {
        var client = gateway.Client(WireProtocol.Http1, VirtualKeySecret.Create());
        for (var guesses = 0; (await client.GetAsync("/waves/v1/voice-cloning", Patience.Token)).StatusCode is HttpStatusCode.Unauthorized; guesses++)
            Assert.InRange(guesses, 0, 10_000);
    });

    private Task<GatewayUnderTest> GoneAsync() => GatewayAsync("gone", _upstream.Http1Address, setup =>
    {
        foreach (var row in WavesContracts.All.Where(row => row.Lifecycle.IsEnding))
            setup.Settings[$"Gateway:Routes:Modes:{row.Id}"] = "gone";
    });

    /// <summary>A gateway that forwards known routes only.</summary>
    private Task<GatewayUnderTest> NarrowAsync() =>
        GatewayAsync("narrow", _upstream.Http1Address, setup => setup.Settings["Gateway:Routes:Passthrough"] = "false");

    private Task<GatewayUnderTest> UnreachableAsync() => GatewayAsync("unreachable", new(_nowhere), setup =>
    {
        setup.Settings["Gateway:Upstream:ConnectRetries"] = "0";
        setup.Settings["Gateway:Upstream:BreakerThreshold"] = "1000";
    });

    private Task<GatewayUnderTest> BrokenAsync() => GatewayAsync(
        "broken",
        new(_nowhere),
        setup =>
        {
            setup.Settings["Gateway:Upstream:ConnectRetries"] = "0";
            setup.Settings["Gateway:Upstream:BreakerThreshold"] = "2";
            setup.Settings["Gateway:Upstream:BreakDuration"] = "00:00:09.5";
        },
        async gateway =>
        {
            for (var i = 0; i < 2; i++)
                Assert.Equal(502, (await RowCall.Of("V2").SendAsync(gateway, WireProtocol.Http1, Key())).Status);
        });

    private Task<GatewayUnderTest> DrainingAsync() => GatewayAsync("draining", _upstream.Http1Address, then: gateway =>
    {
        gateway.StartDraining();
        return Task.CompletedTask;
    });

    private Task<GatewayUnderTest> SilentAsync() => GatewayAsync("silent", _mute.Address, setup =>
    {
        setup.Time = TimeProvider.System;
        setup.Settings["Gateway:Upstream:ResponseTimeout"] = "00:00:01";
        setup.Settings["Gateway:Upstream:HandshakeTimeout"] = "00:00:01";
    });

    /// <summary>The upstream accepts connections and never begins the TLS handshake.</summary>
    private Task<GatewayUnderTest> NeverReadyAsync() => GatewayAsync("never ready", new Uri($"https://127.0.0.1:{_mute.Address.Port}"), setup =>
    {
        setup.Time = TimeProvider.System;
        setup.Settings["Gateway:Upstream:ConnectTimeout"] = "00:00:00.5";
        setup.Settings["Gateway:Upstream:BreakerThreshold"] = "1000";
    });

    /// <summary>The whole path, and at its end the error itself: what no upstream and no caller can bring about.</summary>
    private Task<GatewayUnderTest> RaisingAsync(string name, GatewayError? error) => GatewayAsync(
        name, _upstream.Http1Address, setup => setup.Services = services => services.AddSingleton<MatcherPolicy>(new RaisingPolicy(error)));

    private Task<GatewayUnderTest> GatewayAsync(string name, Uri upstream, Action<GatewaySetup>? configure = null, Func<GatewayUnderTest, Task>? then = null) =>
        _gateways.GetOrAdd(name, _ => new(async () =>
        {
            var gateway = await GatewayUnderTest.StartAsync(upstream, setup =>
            {
                setup.Time = _time;
                setup.Keys = _directory;
                // Retired routes are judged like the others; what becomes of them by default is a condition of its own.
                foreach (var row in WavesContracts.All.Where(row => row.Lifecycle.DefaultMode is RouteMode.Gone))
                    setup.Settings[$"Gateway:Routes:Modes:{row.Id}"] = "pass";
                configure?.Invoke(setup);
            });
            if (then is not null)
                await then(gateway);
            return gateway;
        })).Value;

    /// <summary>Provokes a condition that takes a while on all its rows at once.</summary>
    private async Task<ConcurrentDictionary<(string Row, WireProtocol Protocol), Task<WireAnswer>>> ManyAsync(
        ConcurrentDictionary<(string Row, WireProtocol Protocol), Task<WireAnswer>> answers, GatewayUnderTest gateway, Condition condition)
    {
        var secret = Key();
        foreach (var (row, _) in ErrorMatrix.Cells.Where(cell => cell.Condition == condition))
        {
            foreach (var protocol in Enum.GetValues<WireProtocol>())
                _ = answers.GetOrAdd((row.Id, protocol), _ => new RowCall(row).SendAsync(gateway, protocol, secret));
        }
        return answers;
    }

    private static RowCall Impatient(RowCall call) => call with { Headers = new Dictionary<string, string> { ["X-Gateway-Max-Wait"] = "0" } };

    private async Task<WireAnswer> WithMethodAsync(GatewayUnderTest gateway, RowCall call, WireProtocol protocol)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, call.Target);
        using var response = await gateway.Client(protocol, Key()).SendAsync(request, Patience.Token);
        return await WireAnswer.OfAsync(response);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await _release.Task;
            return;
        }
        if (context.Request.QueryString.Value != "?hold")
            return;
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await _release.Task;
    }

    /// <summary>A port on which nobody listens.</summary>
    private static string AddressOfNobody()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return $"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}";
    }
}
