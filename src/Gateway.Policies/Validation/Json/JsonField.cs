using System.Text;

namespace Gateway.Policies.Validation.Json;

/// <summary>A named property of an object and the rule for its value.</summary>
/// <param name="name">ASCII name.</param>
/// <param name="value">The rule.</param>
/// <param name="isRequired">Whether it must be there; <c>null</c> counts as absent.</param>
internal sealed class JsonField(string name, JsonValue value, bool isRequired = false)
{
    public string Name => name;

    public byte[] Utf8Name { get; } = Encoding.ASCII.GetBytes(name);

    public JsonValue Value => value;

    public bool IsRequired => isRequired;
}
