using System.Text.Json;

namespace Gateway.Policies.Validation.Json;

/// <summary>A rule for one JSON value. Immutable and thread-safe.</summary>
internal abstract class JsonValue
{
    /// <summary>The type it expects, as zod names it.</summary>
    public abstract string Expected { get; }

    /// <summary>
    /// Judges the value that the reader stands on, which is never <c>null</c> where the value belongs to a property.
    /// </summary>
    /// <param name="reader">On the first token of the value; afterwards on its last.</param>
    /// <param name="findings">Receives facts and issues.</param>
    public abstract void Judge(ref Utf8JsonReader reader, ref Findings findings);
}
