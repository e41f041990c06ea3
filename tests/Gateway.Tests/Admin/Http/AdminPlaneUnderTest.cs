using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.RequestPath;

namespace Gateway.Admin.Http;

/// <summary>The admin plane of a whole gateway, and an administrator with its key.</summary>
internal sealed class AdminPlaneUnderTest : IAsyncDisposable
{
    /// <summary>The configured admin key.</summary>
    public const string Key = "k9-Zq2-Lw7-Tr4-Pm1-Xc8";

    private AdminPlaneUnderTest(GatewayUnderTest gateway)
    {
        Gateway = gateway;
        Admin = Client(Key);
    }

    /// <summary>The whole gateway; its upstream answers nobody.</summary>
    public GatewayUnderTest Gateway { get; }

    /// <summary>A client with the admin key.</summary>
    public HttpClient Admin { get; }

    public static async Task<AdminPlaneUnderTest> StartAsync(Action<GatewaySetup>? configure = null) => new(await GatewayUnderTest.StartAsync(new("http://127.0.0.1:9"), setup =>
    {
        setup.RealKeys = true;
        setup.Settings["Gateway:Admin:Key"] = Key;
        configure?.Invoke(setup);
    }));

    /// <summary>A client with another credential; null: none.</summary>
    public HttpClient Client(string? credential)
    {
        var client = new HttpClient { BaseAddress = new(Gateway.AdminAddress, "/admin/v1/"), Timeout = Patience.Limit };
        if (credential is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        return client;
    }

    /// <summary>Sends a request of the administrator.</summary>
    /// <param name="method">What to do.</param>
    /// <param name="path">Below <c>/admin/v1/</c>.</param>
    /// <param name="json">The body; null: none.</param>
    /// <param name="headers">Further headers.</param>
    public async Task<(HttpResponseMessage Response, JsonNode Body)> SendAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var response = await Admin.SendAsync(request, Patience.Token);
        return (response, (await response.Content.ReadFromJsonAsync<JsonNode>(Patience.Token))!);
    }

    /// <summary>Makes a key; gives its document with the secret.</summary>
    public async Task<JsonNode> CreateKeyAsync(string json = """{"team":"payments"}""")
    {
        var (response, body) = await SendAsync(HttpMethod.Post, "keys?createTeam=true", json);
        Assert.Equal(System.Net.HttpStatusCode.Created, response.StatusCode);
        return body;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Gateway.DisposeAsync();
    }
}
