using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using Gateway.Policies.Keys;
using Gateway.RequestPath;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;

namespace Gateway.Telemetry;

/// <summary>A whole gateway on free ports with one key, and an upstream that answers what the path asks for.</summary>
internal sealed class TelemetryHost : IAsyncDisposable
{
    /// <summary>The real key; nothing may ever show it.</summary>
    public const string UpstreamKey = "sk_upstream_canary_51c1f5ab";

    private readonly WebApplication _upstream;
    private readonly WebApplication _gateway;
    private readonly MetricCollector<double> _ended;
    private readonly DirectoryInfo _scratch;

    private int _calls;

    private TelemetryHost(WebApplication upstream, WebApplication gateway, DirectoryInfo scratch, string key)
    {
        (_upstream, _gateway, _scratch, Key) = (upstream, gateway, scratch, key);
        var addresses = AddressesOf(gateway);
        (Data, Admin) = (Client(addresses[0]), Client(addresses[^1]));
        Data.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        DataAddress = addresses[0];
        _ended = new MetricCollector<double>(gateway.Services.GetRequiredService<IMeterFactory>(), RequestMetrics.MeterName, "gateway.request.duration");
    }

    /// <summary>The virtual key that <see cref="Data"/> sends; nothing may ever show it.</summary>
    public string Key { get; }

    public Uri DataAddress { get; }

    public HttpClient Data { get; }

    public HttpClient Admin { get; }

    /// <param name="settings">Settings besides those that a start needs.</param>
    /// <param name="customize">Last word on services and logging.</param>
    public static async Task<TelemetryHost> StartAsync(IEnumerable<KeyValuePair<string, string?>>? settings = null, Action<WebApplicationBuilder>? customize = null)
    {
        var upstream = await StartUpstreamAsync();
        var scratch = Directory.CreateTempSubdirectory("gateway-telemetry-");
        var keys = new FixedKeys();
        var key = keys.Add(new VirtualKey { Id = "k1", Name = "test", Team = "team" });
        var gateway = GatewayHost.Build(
            overrides: new Dictionary<string, string?>
            {
                ["urls"] = "http://127.0.0.1:0",
                ["Gateway:Admin:Url"] = "http://127.0.0.1:0",
                ["Gateway:Upstream:Accounts:0:Key"] = UpstreamKey,
                ["Gateway:Upstream:Accounts:0:BaseUrl"] = AddressesOf(upstream)[0].GetLeftPart(UriPartial.Authority),
                ["Gateway:Upstream:Accounts:0:Plan"] = "unlimited",
                ["Gateway:Admin:Key"] = "the tests' own: k9Zq2Lw7",
                ["Gateway:Database:ConnectionString"] = $"Data Source={Path.Combine(scratch.FullName, "gateway.db")};Pooling=False",
                ["Logging:Console:LogLevel:Default"] = "None",
            }.Concat(settings ?? []),
            customize: builder =>
            {
                builder.Services.AddSingleton<IVirtualKeyDirectory>(keys);
                customize?.Invoke(builder);
            });
        await gateway.StartAsync(TestContext.Current.CancellationToken);
        return new(upstream, gateway, scratch, key);
    }

    /// <summary>One synthesis; the upstream answers with <paramref name="status"/>. Returns when it has been measured, too.</summary>
    public async Task<int> SpeakAsync(int status = StatusCodes.Status200OK, string query = "")
    {
        using var body = new StringContent("""{"text":"Hello.","voice_id":"sophia"}""", System.Text.Encoding.UTF8, "application/json");
        body.Headers.Add("X-Answer", status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var response = await Data.PostAsync(new Uri("/waves/v1/tts" + query, UriKind.Relative), body, TestContext.Current.CancellationToken);
        await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        // A caller sees the end of an answer before the gateway has written the call down.
        await _ended.WaitForMeasurementsAsync(++_calls, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    /// <summary>What the admin plane shows to Prometheus.</summary>
    public Task<string> ScrapeAsync() => Admin.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>Stops the gateway, so that all telemetry is flushed.</summary>
    public Task StopAsync() => _gateway.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Data.Dispose();
        Admin.Dispose();
        _ended.Dispose();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        _scratch.Delete(recursive: true);
    }

    private static async Task<WebApplication> StartUpstreamAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var upstream = builder.Build();
        upstream.Run(context =>
        {
            if (int.TryParse(context.Request.Headers["X-Answer"], out var status))
                context.Response.StatusCode = status;
            return context.Response.WriteAsync("answer");
        });
        await upstream.StartAsync(TestContext.Current.CancellationToken);
        return upstream;
    }

    private static HttpClient Client(Uri address) => new() { BaseAddress = address };

    private static Uri[] AddressesOf(WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a))];
}
