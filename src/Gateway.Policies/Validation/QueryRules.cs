using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation;

/// <summary>What the query of an endpoint must fulfil. Parameters that no rule names pass. Immutable and thread-safe.</summary>
public abstract class QueryRules
{
    /// <summary>Judges a raw query string.</summary>
    /// <param name="query">As received, with or without the leading <c>?</c>; credentials already removed.</param>
    /// <param name="facts">What later stages need to know of the query (model, language, encoding, sample rate …).</param>
    /// <returns>Null when the call may go on; otherwise the refusal.</returns>
    public abstract GatewayError? Judge(ReadOnlySpan<char> query, out BodyFacts facts);
}
