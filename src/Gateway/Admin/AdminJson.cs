using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;
using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>
/// JSON of the admin API, of <c>--output json</c> and of the audit log. Unknown fields are refused: a misspelt limit must
/// not count as no limit.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(CamelCaseEnum<BudgetUnit>), typeof(CamelCaseEnum<BudgetPeriod>), typeof(CamelCaseEnum<KeyStatus>)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Budget))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(KeyDocument))]
[JsonSerializable(typeof(IssuedKey))]
[JsonSerializable(typeof(Page<KeyDocument>))]
[JsonSerializable(typeof(IReadOnlyList<KeyDocument>))]
[JsonSerializable(typeof(IReadOnlyList<TeamDocument>))]
[JsonSerializable(typeof(NewTeam))]
[JsonSerializable(typeof(TeamDocument))]
[JsonSerializable(typeof(Page<TeamDocument>))]
internal sealed partial class AdminJson : JsonSerializerContext;
