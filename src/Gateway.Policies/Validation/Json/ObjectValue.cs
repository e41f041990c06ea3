using System.Text.Json;

namespace Gateway.Policies.Validation.Json;

/// <summary>An object: its named fields are judged, all others are skipped unread.</summary>
internal sealed class ObjectValue(params JsonField[] fields) : JsonValue
{
    /// <summary>A rule across fields, judged when the object has been read.</summary>
    public delegate void Rule(ref Findings findings);

    /// <summary>Judged after the fields, if they could be read; may be null.</summary>
    public Rule? Across { get; init; }

    /// <inheritdoc/>
    public override string Expected => "object";

    /// <inheritdoc/>
    public override void Judge(ref Utf8JsonReader reader, ref Findings findings)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            findings.AddWrongType(ref reader, Expected);
            return;
        }
        var seen = 0u;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var index = Find(JsonText.Of(in reader));
            reader.Read();
            if (index < 0)
                reader.Skip();
            else if (reader.TokenType is not JsonTokenType.Null) // "Not given" to most clients; the upstream may say otherwise.
                Judge(ref reader, ref findings, index, ref seen);
        }
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].IsRequired && (seen & (1u << i)) == 0)
                findings.Add(Zod.Required(fields[i].Name, fields[i].Value.Expected));
        }
        Across?.Invoke(ref findings);
    }

    // A repeated property is judged each time: which one the upstream takes is its own affair.
    private void Judge(ref Utf8JsonReader reader, ref Findings findings, int index, ref uint seen)
    {
        seen |= 1u << index;
        findings.Enter(new(fields[index].Name, 0));
        fields[index].Value.Judge(ref reader, ref findings);
        findings.Leave();
    }

    private int Find(JsonText name)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (name.Is(fields[i].Utf8Name))
                return i;
        }
        return -1;
    }
}
