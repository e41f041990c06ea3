namespace Gateway.Policies.Errors;

/// <summary>The issue codes of zod that the upstream's refusals bear (waves-api 3.1).</summary>
public static class IssueCode
{
    /// <summary>A rule that only a sentence can tell.</summary>
    public const string Custom = "custom";

    /// <summary>Missing, or of another JSON type.</summary>
    public const string InvalidType = "invalid_type";

    /// <summary>None of the options.</summary>
    public const string InvalidEnumValue = "invalid_enum_value";

    /// <summary>Below a bound.</summary>
    public const string TooSmall = "too_small";

    /// <summary>Above a bound.</summary>
    public const string TooBig = "too_big";

    /// <summary>Not of the pattern.</summary>
    public const string InvalidString = "invalid_string";
}
