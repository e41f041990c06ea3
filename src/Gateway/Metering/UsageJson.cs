using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Policies.Usage;

namespace Gateway.Metering;

/// <summary>Records as lines of JSON in the spill file.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(UsageRecord))]
internal sealed partial class UsageJson : JsonSerializerContext
{
    private static ReadOnlySpan<byte> LineEnd => "\n"u8;

    /// <summary>One record and a line end.</summary>
    public static void WriteLine(Stream output, UsageRecord record)
    {
        JsonSerializer.Serialize(output, record, Default.UsageRecord);
        output.Write(LineEnd);
    }

    /// <summary>A line without its end; null when it is damaged.</summary>
    public static UsageRecord? ReadLine(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Default.UsageRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
