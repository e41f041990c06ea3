using System.Net;
using System.Text.Json.Nodes;
using Gateway.RequestPath;
using Microsoft.OpenApi;
using Waves.Simulator;

namespace Gateway.Admin.Http;

/// <summary>The OpenAPI document: valid, complete, and true of what is taken and answered.</summary>
public sealed class AdminDescriptionTests
{
    [Fact]
    public async Task Document_IsOpenApi_NamesEveryOperation_AndHoldsNoSecret()
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();
        using var anybody = plane.Client(credential: null);

        var text = await anybody.GetStringAsync(new Uri(plane.Gateway.AdminAddress, "/admin/openapi.json"), Patience.Token);

        var read = OpenApiDocument.Parse(text, "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Equal(
            [
                "DELETE /admin/v1/keys/{key}", "DELETE /admin/v1/plans/{plan}", "DELETE /admin/v1/sessions/{session}", "DELETE /admin/v1/teams/{team}",
                "GET /admin/v1/accounts", "GET /admin/v1/audit", "GET /admin/v1/audit/verification", "GET /admin/v1/keys", "GET /admin/v1/keys/{key}", "GET /admin/v1/keys/{key}/budgets", "GET /admin/v1/plans",
                "GET /admin/v1/plans/{plan}", "GET /admin/v1/prices", "GET /admin/v1/queue", "GET /admin/v1/sessions", "GET /admin/v1/teams", "GET /admin/v1/teams/{team}", "GET /admin/v1/teams/{team}/budgets", "GET /admin/v1/usage", "GET /admin/v1/usage/reconciliation",
                "PATCH /admin/v1/keys/{key}", "PATCH /admin/v1/teams/{team}",
                "POST /admin/v1/keys", "POST /admin/v1/keys/{key}:rotate", "POST /admin/v1/teams",
                "PUT /admin/v1/plans/{plan}", "PUT /admin/v1/prices",
            ],
            read.Document!.Paths.SelectMany(path => path.Value.Operations!, (path, operation) => $"{operation.Key} {path.Key}").Order(StringComparer.Ordinal));
        Assert.All(read.Document.Tags!, tag => Assert.NotEmpty(tag.Description!));
        Assert.DoesNotContain("sk_wg_", text, StringComparison.Ordinal);
        Assert.DoesNotContain(AdminPlaneUnderTest.Key, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Examples_FitTheirSchemas_AndAreTaken_AndSoDoTheAnswers()
    {
        await using var simulator = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] });
        await using var plane = await AdminPlaneUnderTest.StartAsync(setup => setup.Settings["Gateway:Upstream:Accounts:0:BaseUrl"] = simulator.BaseAddress.GetLeftPart(UriPartial.Authority));
        var schemas = await AdminSchemas.ReadAsync(plane);
        await plane.SendAsync(HttpMethod.Post, "teams", """{"name":"first","budgets":[{"unit":"money","period":"total","limit":5}]}""");
        var key = await plane.CreateKeyAsync("""{"team":"first"}""");
        using var socket = await plane.Gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live", (string)key["secret"]!);
        JsonArray sessions = [];
        while (sessions.Count == 0)
            sessions = (await plane.SendAsync(HttpMethod.Get, "sessions")).Body["items"]!.AsArray();
        var session = (string)sessions[0]!["id"]!;
        var tried = 0;

        // Makes and changes before reads; teams before the keys that name them; what takes away comes last, keys before their team.
        foreach (var (method, path, operation) in schemas.Operations
            .OrderBy(each => each.Method switch { "get" => 1, "delete" => each.Path.Contains("keys", StringComparison.Ordinal) ? 2 : 3, _ => 0 })
            .ThenByDescending(each => each.Path, StringComparer.Ordinal))
        {
            var body = operation["requestBody"]?["content"]!["application/json"]!;
            if (body is not null)
                schemas.AssertFits(body["schema"]!, body["example"]!, $"example of {operation["operationId"]}");

            var target = Target(path, (string)key["id"]!, "first", "trial", session);
            var (response, answer) = await plane.SendAsync(HttpMethod.Parse(method), path.EndsWith("{team}", StringComparison.Ordinal) && method == "delete" ? target + "?revokeKeys=true" : target, body?["example"]!.ToJsonString());

            Assert.True(response.IsSuccessStatusCode, $"{operation["operationId"]}: {answer}");
            schemas.AssertDescribed(operation, response, answer);
            tried++;
        }
        Assert.Equal(27, tried);
    }

    [Fact]
    public async Task Schemas_SayWhatMustBeSent_AndWhatIsAlwaysAnswered()
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();
        var schemas = (await AdminSchemas.ReadAsync(plane)).Named.Where(schema => schema.Schema["properties"] is not null).ToDictionary(schema => schema.Name, schema => schema.Schema);

        Assert.Equal(["team"], Required(schemas["NewKey"]));
        Assert.Equal(["name"], Required(schemas["NewTeam"]));
        Assert.Equal(["unit", "period", "limit"], Required(schemas["Budget"]));
        Assert.Equal(["unit", "amount"], Required(schemas["Price"]));
        Assert.All((string[])["KeyPatch", "TeamPatch", "Rotation", "PlanSettings", "PriceBook", "LimitSet"], name => Assert.Empty(Required(schemas[name])));
        Assert.All((string[])["KeyPatch", "TeamPatch"], name => Assert.All(schemas[name]["properties"]!.AsObject(), member => Assert.True(IsNullable(member.Value!), member.Key)));
        string[] sent = ["NewKey", "NewTeam", "KeyPatch", "TeamPatch", "Rotation", "PlanSettings", "PriceBook", "Budget", "Price", "LimitSet"];
        Assert.All(schemas.Where(schema => !sent.Contains(schema.Key)), schema =>
            Assert.Equal(schema.Value["properties"]!.AsObject().Where(member => !IsNullable(member.Value!)).Select(member => member.Key).Order(StringComparer.Ordinal), Required(schema.Value).Order(StringComparer.Ordinal)));

        static string[] Required(JsonNode schema) => [.. (schema["required"] as JsonArray ?? []).Select(name => (string)name!)];
        static bool IsNullable(JsonNode member) => (member["type"] as JsonArray ?? (member["oneOf"] as JsonArray)?.Select(each => each!["type"]) ?? []).Any(type => (string?)type == "null");
    }

    [Fact]
    public async Task EverythingThatIsNamed_HasAType_AndWordsForWhoReadsIt()
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();
        var schemas = await AdminSchemas.ReadAsync(plane);

        // JsonNode: any JSON, whatever the thing is that an audit entry is about.
        foreach (var (name, schema) in schemas.Named.Where(schema => schema.Name != "JsonNode"))
        {
            Assert.True(schema["type"] is not null, name);
            AssertWords(name, schema["description"]);
            foreach (var (member, description) in schema["properties"]?.AsObject() ?? [])
                AssertWords($"{name}.{member}", description!["description"] ?? description["oneOf"]?[1]?["description"]);
        }
        foreach (var (_, path, operation) in schemas.Operations)
        {
            AssertWords(path, operation["summary"]);
            Assert.All(operation["parameters"]?.AsArray() ?? [], parameter => AssertWords($"{path} {parameter!["name"]}", parameter["description"]));
            Assert.All(operation["responses"]!.AsObject(), answer => AssertWords($"{path} {answer.Key}", answer.Value!["description"]));
        }

        static void AssertWords(string what, JsonNode? text)
        {
            Assert.True(text is not null && (string)text! is { Length: > 0 }, $"{what} has no description.");
            // Words of the code: names of types, promises about threads, notes.
            Assert.DoesNotContain((string[])[" decimal ", "Document", "thread-safe", "waves-api"], word => ((string)text!).Contains(word, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Problems_AreDescribed()
    {
        await using var plane = await AdminPlaneUnderTest.StartAsync();
        var schemas = await AdminSchemas.ReadAsync(plane);
        using var stranger = plane.Client("wgadm_of_nobody_at_all");

        foreach (var (method, path, operation) in schemas.Operations)
        {
            var target = Target(path, "key_nix", "nix", "nix", "nix");
            using var refused = await stranger.SendAsync(new(HttpMethod.Parse(method), target), Patience.Token);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            schemas.AssertDescribed(operation, refused, JsonNode.Parse(await refused.Content.ReadAsStringAsync(Patience.Token))!);
            if (method is "get" && !path.Contains('{', StringComparison.Ordinal))
                continue;
            var (response, answer) = await plane.SendAsync(HttpMethod.Parse(method), target, operation["requestBody"] is null ? null : """{"nothing":1}""");
            Assert.False(response.IsSuccessStatusCode, $"{operation["operationId"]}: {answer}");
            schemas.AssertDescribed(operation, response, answer);
        }
    }

    private static string Target(string path, string key, string team, string plan, string session) => path["/admin/v1/".Length..]
        .Replace("{key}", key, StringComparison.Ordinal).Replace("{team}", team, StringComparison.Ordinal)
        .Replace("{plan}", plan, StringComparison.Ordinal).Replace("{session}", session, StringComparison.Ordinal);
}
