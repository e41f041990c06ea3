using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Configuration;

/// <summary>deploy/gateway.example.json starts a gateway and is what the schema describes.</summary>
public sealed class ExampleConfigurationTests
{
    private const string Example = "deploy/gateway.example.json";

    [Fact]
    public async Task Example_PassesEveryCheckOfTheStart()
    {
        var key = Path.GetTempFileName();
        await File.WriteAllTextAsync(key, "sk_real_key_of_the_organisation", TestContext.Current.CancellationToken);
        try
        {
            await using var app = GatewayHost.Build(RepositoryFiles.PathOf(Example), [KeyValuePair.Create<string, string?>("Gateway:Upstream:Accounts:0:KeyFile", key)]);

            app.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        finally
        {
            File.Delete(key);
        }
    }

    [Fact]
    public void Example_FollowsTheSchema()
    {
        using var example = JsonDocument.Parse(RepositoryFiles.Read(Example));
        using var schema = JsonDocument.Parse(ConfigurationSchema.Text());

        Assert.Empty(Faults(example.RootElement, schema.RootElement, "$"));
    }

    [Theory]
    [InlineData("""{"Gateway":{"Edge":{"DrainTimout":"00:00:10"}}}""")]
    [InlineData("""{"Gateway":{"Edge":{"DrainTimeout":10}}}""")]
    [InlineData("""{"Gateway":{"Edge":{"DrainTimeout":"10"}}}""")]
    [InlineData("""{"Gateway":{"Database":{"Provider":"mysql"}}}""")]
    [InlineData("""{"Gateway":{"Upstream":{"ConnectRetries":11}}}""")]
    public void Schema_RefusesWhatTheStartWouldRefuse(string settings)
    {
        using var document = JsonDocument.Parse(settings);
        using var schema = JsonDocument.Parse(ConfigurationSchema.Text());

        Assert.NotEmpty(Faults(document.RootElement, schema.RootElement, "$"));
    }

    /// <summary>The few words of JSON Schema that the schema uses.</summary>
    private static IEnumerable<string> Faults(JsonElement value, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("type", out var type) && !Is(value, type.GetString()!))
            return [$"{path} is no {type}"];
        if (schema.TryGetProperty("enum", out var names) && !names.EnumerateArray().Any(n => n.GetString() == value.GetString()))
            return [$"{path} is none of {names}"];
        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value.GetString()!, pattern.GetString()!))
            return [$"{path} does not look like {pattern}"];
        if (schema.TryGetProperty("minimum", out var least) && value.GetDouble() < least.GetDouble() || schema.TryGetProperty("maximum", out var most) && value.GetDouble() > most.GetDouble())
            return [$"{path} is out of range"];
        return value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().SelectMany((item, i) => Faults(item, schema.GetProperty("items"), $"{path}[{i}]")),
            JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Faults(member, schema, path)),
            _ => [],
        };
    }

    private static IEnumerable<string> Faults(JsonProperty member, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var known))
            return Faults(member.Value, known, $"{path}.{member.Name}");
        if (!schema.TryGetProperty("additionalProperties", out var others))
            return [];
        return others.ValueKind is JsonValueKind.False ? [$"{path}.{member.Name} is unknown"] : Faults(member.Value, others, $"{path}.{member.Name}");
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind is JsonValueKind.Object,
        "array" => value.ValueKind is JsonValueKind.Array,
        "string" => value.ValueKind is JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _),
        _ => value.ValueKind is JsonValueKind.Number,
    };
}
