using System.Net;
using Gateway.Admin.Access;
using Gateway.RequestPath;
using Gateway.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Admin.Http;

/// <summary>Who gets in.</summary>
public sealed class AdminAccessTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("k9-Zq2-Lw7-Tr4-Pm1-Xc9")]
    [InlineData("k9")]
    public async Task WithoutTheKey_NothingIsAnswered(string? credential)
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();
        using var stranger = plane.Client(credential);

        foreach (var path in (string[])["keys", "teams", "plans", "prices", "audit"])
        {
            using var answer = await stranger.GetAsync(path, Patience.Token);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.StartsWith("Bearer", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task VirtualKey_IsNoAdminKey()
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();
        using var caller = plane.Client((string)(await plane.CreateKeyAsync())["secret"]!);

        using var answer = await caller.GetAsync("keys", Patience.Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Guessing_IsSlowedDownByAddress_AndTheRightKeyDoesNotHelpMeanwhile()
    {
        var clock = new FakeTimeProvider(new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
        await using var plane = await AdminPlaneUnderTest.StartAsync(setup => setup.Time = clock);
        using var guesser = plane.Client("guess");
        for (var i = 0; i < 100; i++)
        {
            using var refused = await guesser.GetAsync("keys", Patience.Token);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        var (blocked, _) = await plane.SendAsync(HttpMethod.Get, "keys");
        Assert.Equal(HttpStatusCode.TooManyRequests, blocked.StatusCode);
        clock.Advance(blocked.Headers.RetryAfter!.Delta!.Value);

        Assert.Equal(HttpStatusCode.OK, (await plane.SendAsync(HttpMethod.Get, "keys")).Response.StatusCode);
    }

    [Fact]
    public async Task FirstStart_WithoutAConfiguredKey_MakesOne_AndKeepsOnlyItsHash()
    {
        using var database = TestDatabase.Sqlite();
        await using var host = StorageHost.Open(database);
        var keys = host.Get<AdminKeyStore>();

        var key = await keys.CreateFirstAsync(CancellationToken.None);

        Assert.NotNull(key);
        Assert.Null(await keys.CreateFirstAsync(CancellationToken.None));
        Assert.True(await keys.IsKeyAsync(key, CancellationToken.None));
        Assert.False(await keys.IsKeyAsync(key + "x", CancellationToken.None));
        Assert.DoesNotContain(key, await File.ReadAllTextAsync(database.File), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReplacedKey_EndsTheFormerOneInEveryProcess()
    {
        using var database = TestDatabase.Sqlite();
        await using var gateway = StorageHost.Open(database);
        await using var commandLine = StorageHost.Open(database);
        var former = (await gateway.Get<AdminKeyStore>().CreateFirstAsync(CancellationToken.None))!;
        Assert.True(await gateway.Get<AdminKeyStore>().IsKeyAsync(former, CancellationToken.None));

        var next = await commandLine.Get<AdminKeyStore>().ReplaceAsync(CancellationToken.None);
        await gateway.Directory.RefreshAsync(CancellationToken.None);

        Assert.True(await gateway.Get<AdminKeyStore>().IsKeyAsync(next, CancellationToken.None));
        Assert.False(await gateway.Get<AdminKeyStore>().IsKeyAsync(former, CancellationToken.None));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("changeme-changeme-changeme")]
    [InlineData("super-secret-password-1234")]
    public void KeyThatCanBeGuessed_StopsTheStart(string key)
    {
        var result = new AdminOptionsValidator().Validate(null, new() { Key = new(key) });

        Assert.StartsWith("Gateway:Admin:Key", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("viewer", 200, 403, 403, 403)]
    [InlineData("operator", 200, 201, 403, 403)]
    [InlineData("admin", 200, 201, 200, 200)]
    [InlineData("somebody", 403, 403, 403, 403)]
    public async Task TokenOfTheIdentityProvider_MayWhatItsRoleMay(string role, int read, int createTeam, int putPlan, int readAudit)
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var plane = await AdminPlaneUnderTest.StartAsync(provider.Configure);
        using var client = plane.Client(provider.Issue("alice@example.com", role));

        Assert.Equal(read, await StatusAsync(HttpMethod.Get, "keys"));
        Assert.Equal(createTeam, await StatusAsync(HttpMethod.Post, "teams", """{"name":"payments"}"""));
        Assert.Equal(putPlan, await StatusAsync(HttpMethod.Put, "plans/gold", "{}"));
        Assert.Equal(readAudit, await StatusAsync(HttpMethod.Get, "audit"));
        if (createTeam == 201)
        {
            var (_, audit) = await plane.SendAsync(HttpMethod.Get, "audit?subject=payments");
            Assert.Equal("oidc:alice@example.com", (string)audit["items"]![0]!["actor"]!);
        }

        async Task<int> StatusAsync(HttpMethod method, string path, string? json = null)
        {
            using var request = new HttpRequestMessage(method, path);
            if (json is not null)
                request.Content = new StringContent(json, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
            using var answer = await client.SendAsync(request, Patience.Token);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task TokenForOthers_Expired_OrSignedByOthers_IsRefused()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var stranger = await IdentityProvider.StartAsync();
        await using var plane = await AdminPlaneUnderTest.StartAsync(provider.Configure);

        foreach (var token in (string[])[
            provider.Issue("alice", "admin", audience: "another-service"),
            provider.Issue("alice", "admin", lifetime: TimeSpan.FromHours(-1)),
            stranger.Issue("alice", "admin"),
            stranger.Issue("alice", "admin", issuer: provider.Issuer),
            provider.Unsigned("alice", "admin")])
        {
            using var client = plane.Client(token);
            using var answer = await client.GetAsync("keys", Patience.Token);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }
}
