using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.RequestPath;

namespace Gateway.Admin.Http;

/// <summary>The admin API on the wire.</summary>
public sealed class AdminApiTests
{
    [Fact]
    public async Task KeyLife_FromCreationToRevocation()
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();

        var (created, key) = await plane.SendAsync(HttpMethod.Post, "keys?createTeam=true", """{"team":"payments","name":"bot","limits":{"slots":2},"expiresAt":"2099-01-01T00:00:00Z"}""");
        Assert.Equal((HttpStatusCode.Created, "\"1\""), (created.StatusCode, created.Headers.ETag!.Tag));
        Assert.Equal($"/admin/v1/keys/{key["id"]}", created.Headers.Location!.ToString());
        Assert.Equal("no-store", created.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.BadGateway, await CallAsync(plane, (string)key["secret"]!));

        var id = (string)key["id"]!;
        var (_, shown) = await plane.SendAsync(HttpMethod.Get, $"keys/{id}");
        Assert.Null(shown["secret"]);
        Assert.Equal("active", (string)shown["status"]!);

        var (changed, document) = await plane.SendAsync(HttpMethod.Patch, $"keys/{id}", """{"limits":{"slots":3},"expiresAt":null}""", ("If-Match", "\"1\""));
        Assert.Equal((HttpStatusCode.OK, "\"2\"", 3), (changed.StatusCode, changed.Headers.ETag!.Tag, (int)document["limits"]!["slots"]!));
        Assert.Null(document["expiresAt"]);

        var (_, rotated) = await plane.SendAsync(HttpMethod.Post, $"keys/{id}:rotate", """{"graceSeconds":3600}""");
        Assert.Equal(2, rotated["secrets"]!.AsArray().Count);
        Assert.Equal(HttpStatusCode.BadGateway, await CallAsync(plane, (string)key["secret"]!));
        Assert.Equal(HttpStatusCode.BadGateway, await CallAsync(plane, (string)rotated["secret"]!));

        var (revoked, end) = await plane.SendAsync(HttpMethod.Delete, $"keys/{id}");
        Assert.Equal((HttpStatusCode.OK, "revoked"), (revoked.StatusCode, (string)end["status"]!));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(plane, (string)key["secret"]!));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(plane, (string)rotated["secret"]!));

        var (_, list) = await plane.SendAsync(HttpMethod.Get, "keys?revoked=true");
        Assert.Equal(id, (string)Assert.Single(list["items"]!.AsArray())!["id"]!);
        Assert.Empty((await plane.SendAsync(HttpMethod.Get, "keys")).Body["items"]!.AsArray());
    }

    [Theory]
    [InlineData("If-Match", "1")]
    [InlineData("If-Match", "W/\"1\"")]
    [InlineData("Idempotency-Key", "")]
    public async Task ConditionThatCannotBeRead_IsRefused(string header, string value)
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();
        var key = await plane.CreateKeyAsync();

        var (response, _) = await plane.SendAsync(HttpMethod.Patch, $"keys/{key["id"]}", """{"weight":2}""", (header, value));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task OldVersion_IsNotChanged()
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();
        var key = await plane.CreateKeyAsync();
        await plane.SendAsync(HttpMethod.Patch, $"keys/{key["id"]}", """{"weight":2}""", ("If-Match", "\"1\""));

        var (late, _) = await plane.SendAsync(HttpMethod.Patch, $"keys/{key["id"]}", """{"weight":3}""", ("If-Match", "\"1\""));
        var (any, _) = await plane.SendAsync(HttpMethod.Patch, $"keys/{key["id"]}", """{"weight":4}""", ("If-Match", "*"));

        Assert.Equal((HttpStatusCode.PreconditionFailed, HttpStatusCode.OK), (late.StatusCode, any.StatusCode));
    }

    [Fact]
    public async Task BodyOfAnotherType_OrTooLarge_IsRefused()
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();

        using var text = await plane.Admin.PostAsync("keys", new StringContent("""{"team":"payments"}""", Encoding.UTF8, "text/plain"), Patience.Token);
        using var large = await plane.Admin.PostAsync("keys", JsonContent.Create(new { team = new string('x', AdminRequest.MaxBodyBytes) }), Patience.Token);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (text.StatusCode, large.StatusCode));
    }

    [Fact]
    public async Task Repeat_UnderAnIdempotencyKey_MakesOneKey()
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();
        const string body = """{"team":"payments"}""";

        var (_, first) = await plane.SendAsync(HttpMethod.Post, "keys?createTeam=true", body, ("Idempotency-Key", "once"));
        var (again, second) = await plane.SendAsync(HttpMethod.Post, "keys?createTeam=true", body, ("Idempotency-Key", "once"));
        var (other, _) = await plane.SendAsync(HttpMethod.Post, "keys?createTeam=true", """{"team":"support"}""", ("Idempotency-Key", "once"));

        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.True(JsonNode.DeepEquals(first, second));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Single((await plane.SendAsync(HttpMethod.Get, "keys")).Body["items"]!.AsArray());
    }

    [Fact]
    public async Task Audit_IsListedAndVerified()
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();
        await plane.CreateKeyAsync();

        var (_, list) = await plane.SendAsync(HttpMethod.Get, "audit");
        var (_, verification) = await plane.SendAsync(HttpMethod.Get, "audit/verification");

        var entry = list["items"]!.AsArray()[0]!;
        Assert.Equal(("key.create", "admin", "127.0.0.1"), ((string)entry["action"]!, (string)entry["actor"]!, (string)entry["source"]!));
        Assert.Equal((string)entry["hash"]!, (string)verification["head"]!);
        Assert.True((bool)verification["whole"]!);
    }

    [Fact]
    public async Task DataPlane_HasNoAdministration()
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(plane.Gateway.Http1Address, "/admin/v1/keys"));
        request.Headers.Host = plane.Gateway.AdminAddress.Authority;
        request.Headers.Authorization = new("Bearer", AdminPlaneUnderTest.Key);

        using var answer = await plane.Admin.SendAsync(request, Patience.Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    /// <summary>Calls an endpoint with a key; the upstream cannot be reached, so a known key is answered 502.</summary>
    private static async Task<HttpStatusCode> CallAsync(AdminPlaneUnderTest plane, string secret)
    {
        using var answer = await plane.Gateway.Client(WireProtocol.Http1, secret).GetAsync("/waves/v1/voice-cloning", Patience.Token);
        return answer.StatusCode;
    }
}
