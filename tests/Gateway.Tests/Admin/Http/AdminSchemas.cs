using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Gateway.Admin.Http;

/// <summary>The description of the admin API, as something that values can be held against. Thread-safe.</summary>
internal sealed class AdminSchemas
{
    private readonly JsonNode _document;
    private readonly string _definitions;

    private AdminSchemas(string text)
    {
        Text = text;
        _document = JsonNode.Parse(text)!;
        _definitions = Local(_document["components"]!["schemas"]!);
    }

    /// <summary>The document as it is served.</summary>
    public string Text { get; }

    /// <summary>Every operation.</summary>
    public IEnumerable<(string Method, string Path, JsonNode Operation)> Operations =>
        from path in _document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (operation.Key, path.Key, operation.Value!);

    public static async Task<AdminSchemas> ReadAsync(AdminPlaneUnderTest plane) =>
        new(await plane.Admin.GetStringAsync(new Uri(plane.Gateway.AdminAddress, "/admin/openapi.json"), RequestPath.Patience.Token));

    /// <summary>The named schemas.</summary>
    public IEnumerable<(string Name, JsonNode Schema)> Named => _document["components"]!["schemas"]!.AsObject().Select(schema => (schema.Key, schema.Value!));

    /// <summary>Fails unless an answer is one that the operation describes: its status, its media type and its body.</summary>
    public void AssertDescribed(JsonNode operation, HttpResponseMessage response, JsonNode body)
    {
        var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var described = operation["responses"]![status];
        Assert.True(described is not null, $"{operation["operationId"]}: {status} is not described. {body}");
        var content = described["content"]![response.Content.Headers.ContentType!.MediaType!];
        Assert.True(content is not null, $"{operation["operationId"]}: {response.Content.Headers.ContentType} is not described.");
        foreach (var (header, _) in described["headers"]?.AsObject() ?? [])
            Assert.True(response.Headers.Contains(header), $"{operation["operationId"]}: {header} is not answered.");
        AssertFits(content["schema"]!, body, $"{operation["operationId"]} {status}");
    }

    /// <summary>Fails unless a value fits a schema of the document.</summary>
    public void AssertFits(JsonNode schema, JsonNode value, string what)
    {
        var built = JsonSchema.FromText($$"""{"$defs":{{_definitions}},"allOf":[{{Local(schema)}}]}""");
        var result = built.Evaluate(JsonSerializer.SerializeToElement(value), new() { OutputFormat = OutputFormat.List });
        var errors = (result.Details ?? []).Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!, (detail, error) => $"{detail.InstanceLocation}: {error.Value}");
        Assert.True(result.IsValid, $"{what}: {string.Join("; ", errors)} in {value}");
    }

    private static string Local(JsonNode schema) => schema.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
}
