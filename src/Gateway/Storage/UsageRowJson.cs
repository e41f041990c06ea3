using System.Text.Json.Serialization;

namespace Gateway.Storage;

/// <summary>Records as they are stored, named as the columns of the view <c>usage_records</c>; zero and null are left out.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(UsageRow[]))]
internal sealed partial class UsageRowJson : JsonSerializerContext;
