using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation;

/// <summary>
/// What the JSON object of an endpoint must fulfil. Judged over the bytes as they came, in one pass, without an object
/// tree; fields that no rule names are skipped unread. Immutable and thread-safe.
/// </summary>
public abstract class JsonRules
{
    /// <summary>Judges a whole body.</summary>
    /// <param name="body">UTF-8 JSON, as received.</param>
    /// <param name="query">The raw query string, for rules that need both (S1: <c>model</c>); empty when there is none.</param>
    /// <param name="facts">What later stages need to know of the body; also filled as far as possible when it is refused.</param>
    /// <returns>Null when the body may go on; otherwise the refusal in the upstream's own terms.</returns>
    public abstract GatewayError? Judge(ReadOnlySpan<byte> body, string query, out BodyFacts facts);
}
