using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation;

/// <summary>What the multipart form of an endpoint must fulfil. Immutable and thread-safe.</summary>
public abstract class FormRules
{
    /// <summary>Judges the parts of a form, in the order they came.</summary>
    /// <param name="parts">Name, content type and size of each part, and the value of small text parts.</param>
    /// <param name="facts">What later stages need to know of the form.</param>
    /// <returns>Null when the form may go on; otherwise the refusal.</returns>
    public abstract GatewayError? Judge(IReadOnlyList<FormPart> parts, out BodyFacts facts);
}
