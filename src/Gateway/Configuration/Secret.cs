using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Gateway.Configuration;

/// <summary>
/// A value that must not be seen: it cannot be printed, formatted, serialised or shown by a debugger. Only
/// <see cref="Reveal"/> gives it out, so that every use can be found by name.
/// </summary>
[TypeConverter(typeof(SecretTypeConverter))]
[JsonConverter(typeof(SecretJsonConverter))]
[DebuggerDisplay("(secret)")]
public sealed class Secret(string value)
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value = value;

    /// <summary>The value itself. Hand it to a wire or a hash, never to a message.</summary>
    public string Reveal() => _value;

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => string.IsNullOrWhiteSpace(_value);

    /// <summary>Never the value.</summary>
    public override string ToString() => "(secret)";
}
