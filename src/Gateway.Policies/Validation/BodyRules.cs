using Gateway.Policies.Errors;
using Gateway.Policies.Validation.Json;

namespace Gateway.Policies.Validation;

/// <summary>Rules of an endpoint whose body is judged by a shape alone.</summary>
/// <param name="shape">What the body must look like.</param>
/// <param name="factsOf">What later stages need to know; null: nothing but the length of the text.</param>
internal sealed class BodyRules(ObjectValue shape, BodyRules.FactsOf? factsOf = null) : JsonRules
{
    /// <summary>Turns findings into facts, defaults filled in.</summary>
    public delegate BodyFacts FactsOf(in Findings findings);

    /// <inheritdoc/>
    public override GatewayError? Judge(ReadOnlySpan<byte> body, string query, out BodyFacts facts)
    {
        var findings = default(Findings);
        var isJson = JsonPass.TryRun(shape, body, ref findings);
        facts = factsOf?.Invoke(in findings) ?? new()
        {
            Characters = findings.TextLength.Characters,
            CodePoints = findings.TextLength.CodePoints,
        };
        if (!isJson)
            return GatewayErrors.MalformedJson;
        return findings.HasIssues ? Refusal.Of(findings.Issues) : null;
    }
}
