using System.Text.Json;

namespace Gateway.Policies.Validation.Json;

/// <summary>A property that may not be there, whatever its value.</summary>
internal sealed class RefusedValue(string message) : JsonValue
{
    /// <inheritdoc/>
    public override string Expected => Zod.Undefined;

    /// <inheritdoc/>
    public override void Judge(ref Utf8JsonReader reader, ref Findings findings)
    {
        findings.Add(Zod.Custom(message));
        reader.Skip();
    }
}
