using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Policies.Keys;

namespace Gateway.Storage;

/// <summary>
/// JSON as it is stored. A row written by a newer program may hold fields that this one does not know; they are ignored.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(CamelCaseEnum<BudgetUnit>), typeof(CamelCaseEnum<BudgetPeriod>)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeySettings))]
[JsonSerializable(typeof(TeamSettings))]
internal sealed partial class StorageJson : JsonSerializerContext;
