using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Policies.Keys;

namespace Gateway.Admin.Declarations;

/// <summary>Declarations as files.</summary>
internal static class DeclarationText
{
    /// <summary>Reads YAML or JSON; unknown fields are faults.</summary>
    public static AdminResult<Declaration> Read(string text)
    {
        try
        {
            return SettingsPatch.Read(YamlText.Read(text) ?? new JsonObject(), AdminJson.Declaration);
        }
        catch (JsonException exception)
        {
            return AdminFault.Invalid(new SettingsFault("", exception.Message));
        }
    }

    /// <summary>Writes YAML that <see cref="Read"/> reads as the same; what is at its default is left out.</summary>
    public static string Write(Declaration declaration)
    {
        var defaults = JsonSerializer.SerializeToNode(new Declaration(), AdminJson.Declaration)!.AsObject();
        var written = MergePatch.Between(defaults, JsonSerializer.SerializeToNode(declaration, AdminJson.Declaration)!.AsObject());
        foreach (var (_, team) in Members(written, "teams"))
        {
            var keys = Members(team, "keys").Select(key => (key.Name, Value: Trim(key.Value, new KeySettings(), AdminJson.KeySettings))).ToList();
            if (keys.Count > 0)
                team["keys"] = new JsonObject(keys.Select(key => KeyValuePair.Create<string, JsonNode?>(key.Name, key.Value)));
        }
        var teams = Members(written, "teams").Select(team => (team.Name, Value: Trim(team.Value, new DeclaredTeam(), AdminJson.DeclaredTeam))).ToList();
        if (teams.Count > 0)
            written["teams"] = new JsonObject(teams.Select(team => KeyValuePair.Create<string, JsonNode?>(team.Name, team.Value)));
        return YamlText.Write(written);
    }

    private static IEnumerable<(string Name, JsonObject Value)> Members(JsonObject of, string name) =>
        of[name] is JsonObject members ? members.Select(member => (member.Key, member.Value!.AsObject())) : [];

    private static JsonObject Trim<T>(JsonObject value, T blank, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        MergePatch.Between(JsonSerializer.SerializeToNode(blank, type)!.AsObject(), value);
}
