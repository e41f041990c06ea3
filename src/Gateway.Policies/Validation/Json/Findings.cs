using System.Collections.Immutable;
using System.Text.Json;
using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation.Json;

/// <summary>
/// What one pass over a body brings to light: facts, and issues with the path to each. Costs no memory while there is no
/// issue. Passed by reference; not thread-safe.
/// </summary>
internal struct Findings
{
    /// <summary>Issues beyond this are left out: one is enough to refuse, and a body could hold thousands.</summary>
    public const int MaxIssues = 16;

    private ImmutableArray<Issue>.Builder? _issues;
    private PathSegment.Stack _path;
    private int _depth;
    private uint _flags;

    /// <summary>A voice that a value may equal: its string is used again instead of a new one.</summary>
    public string? KnownVoice { get; set; }

    public string? Model { get; private set; }

    public string? Voice { get; private set; }

    public string? Language { get; private set; }

    public string? NumberLanguage { get; private set; }

    public string? Format { get; private set; }

    public string? SessionId { get; private set; }

    public string? RequestId { get; private set; }

    public TextLength TextLength { get; private set; }

    public bool TextIsBlank { get; private set; }

    public int SampleRate { get; private set; }

    /// <summary>Whether anything is refused.</summary>
    public readonly bool HasIssues => _issues is not null;

    /// <summary>What is refused, in the order of the body.</summary>
    public readonly ImmutableArray<Issue> Issues => _issues?.ToImmutable() ?? [];

    /// <summary>Whether a fact came up, or a flag is true.</summary>
    public readonly bool Has(Fact fact) => (_flags & Bit(fact)) != 0;

    /// <summary>Steps into a property or an array position.</summary>
    public void Enter(PathSegment segment) => _path[_depth++] = segment;

    /// <summary>Steps out again.</summary>
    public void Leave() => _depth--;

    /// <summary>Forgets a fact, for rules that are judged once per array element.</summary>
    public void Clear(Fact fact) => _flags &= ~Bit(fact);

    /// <summary>Remembers that something is so or not; the last word counts, as in the upstream's parser.</summary>
    public void Keep(Fact fact, bool value) => _flags = value ? _flags | Bit(fact) : _flags & ~Bit(fact);

    /// <summary>Remembers a number.</summary>
    public void Keep(Fact fact, double value)
    {
        if (fact is Fact.SampleRate)
            SampleRate = (int)value;
        else if (fact is Fact.TopLogprobs)
            Keep(fact, value > 0);
    }

    /// <summary>Remembers a text in whatever way the fact asks for.</summary>
    /// <param name="fact">What the text is.</param>
    /// <param name="text">The text.</param>
    /// <param name="known">Its string, if it is one of a set.</param>
    public void Keep(Fact fact, JsonText text, string? known)
    {
        if (fact is Fact.None)
            return;
        Keep(fact, true);
        switch (fact)
        {
            case Fact.Text:
                TextLength = text.Measure();
                TextIsBlank = text.IsBlank();
                break;
            case Fact.Model:
                Model = known ?? text.ToStringWithin(BodyFacts.MaxValueLength);
                break;
            case Fact.Voice:
                Voice = KnownVoice is { } voice && text.Is(voice) ? voice : text.ToStringWithin(BodyFacts.MaxValueLength);
                break;
            case Fact.Language:
                Language = known ?? text.ToStringWithin(BodyFacts.MaxValueLength);
                break;
            case Fact.NumberLanguage:
                NumberLanguage = known;
                break;
            case Fact.Format:
                Format = known ?? text.ToStringWithin(BodyFacts.MaxValueLength);
                break;
            case Fact.SessionId:
                SessionId = text.ToStringWithin(BodyFacts.MaxValueLength);
                break;
            case Fact.RequestId:
                RequestId = text.ToStringWithin(BodyFacts.MaxValueLength);
                break;
            case Fact.EnumMetric:
                Keep(fact, known is "ENUM");
                break;
        }
    }

    /// <summary>Adds an issue at the value at hand.</summary>
    public void Add(Issue issue)
    {
        _issues ??= ImmutableArray.CreateBuilder<Issue>();
        if (_issues.Count >= MaxIssues)
            return;
        var path = ImmutableArray.CreateBuilder<object>(_depth + issue.Path.Length);
        for (var i = 0; i < _depth; i++)
            path.Add((object?)_path[i].Name ?? _path[i].Index);
        path.AddRange(issue.Path);
        _issues.Add(issue with { Path = path.DrainToImmutable() });
    }

    /// <summary>Adds an issue about a value of the wrong JSON type and steps over the value.</summary>
    public void AddWrongType(ref Utf8JsonReader reader, string expected)
    {
        Add(Zod.WrongType(expected, Zod.TypeOf(reader.TokenType)));
        reader.Skip();
    }

    private static uint Bit(Fact fact) => 1u << (int)fact;
}
