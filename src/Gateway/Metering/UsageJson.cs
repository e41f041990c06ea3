using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Metering;

/// <summary>Batches as lines of JSON in the spill file.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(UsageBatch))]
internal sealed partial class UsageJson : JsonSerializerContext
{
    private static ReadOnlySpan<byte> LineEnd => "\n"u8;

    /// <summary>One batch and a line end.</summary>
    public static void WriteLine(Stream output, UsageBatch batch)
    {
        JsonSerializer.Serialize(output, batch, Default.UsageBatch);
        output.Write(LineEnd);
    }

    /// <summary>A line without its end; null when it is damaged.</summary>
    public static UsageBatch? ReadLine(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Default.UsageBatch) is { Id: not null, Records.Count: > 0 } batch ? batch : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
