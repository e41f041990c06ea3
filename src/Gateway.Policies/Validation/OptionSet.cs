using System.Collections.Immutable;
using System.Text;
using Gateway.Policies.Validation.Json;

namespace Gateway.Policies.Validation;

/// <summary>
/// A closed set of ASCII values. A value that is found comes back as the set's own string, so that judging costs no
/// memory. Immutable and thread-safe.
/// </summary>
internal sealed class OptionSet
{
    private readonly byte[][] _utf8;

    public OptionSet(params IEnumerable<string> values)
    {
        Values = [.. values];
        _utf8 = [.. Values.Select(Encoding.ASCII.GetBytes)];
    }

    /// <summary>The values, in the order in which refusals list them.</summary>
    public ImmutableArray<string> Values { get; }

    /// <summary>The set's own string that equals a text; null when there is none.</summary>
    public string? Find(JsonText text)
    {
        for (var i = 0; i < _utf8.Length; i++)
        {
            if (text.Is(_utf8[i]))
                return Values[i];
        }
        return null;
    }

    /// <summary>The set's own string that equals a text; null when there is none.</summary>
    public string? Find(ReadOnlySpan<char> text)
    {
        foreach (var value in Values)
        {
            if (text.SequenceEqual(value))
                return value;
        }
        return null;
    }
}
