using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Validation.Json;

namespace Gateway.Policies.Validation;

/// <summary>
/// Bodies of synthesis (waves-api 2.1). Voices are not checked: the catalogue is the upstream's and changes.
/// </summary>
/// <param name="shape">What the body must look like.</param>
/// <param name="defaultModel">The model when the body names none; null when it is not known.</param>
internal sealed class SpeechRules(ObjectValue shape, string? defaultModel) : JsonRules
{
    /// <summary>T1, T2, T4, T5.</summary>
    public static SpeechRules Current { get; } = new(SpeechShape.Request, ModelNames.Lightning);

    /// <summary>Retired routes: facts only.</summary>
    public static SpeechRules Legacy(string? model) => new(SpeechShape.Legacy, model);

    /// <inheritdoc/>
    public override GatewayError? Judge(ReadOnlySpan<byte> body, string query, out BodyFacts facts)
    {
        var findings = default(Findings);
        var isJson = JsonPass.TryRun(shape, body, ref findings);
        facts = new()
        {
            Model = findings.Model ?? defaultModel,
            Voice = findings.Voice,
            // Numbers spoken in a language make it that of the whole text when no other is named.
            Language = findings.Language ?? findings.NumberLanguage,
            Characters = findings.TextLength.Characters,
            CodePoints = findings.TextLength.CodePoints,
            Format = findings.Format ?? SpeechShape.DefaultFormat,
            SampleRate = findings.SampleRate > 0 ? findings.SampleRate : SpeechShape.DefaultSampleRate,
        };
        if (!isJson)
            return GatewayErrors.MalformedJson;
        return findings.HasIssues ? Refusal.OfSpeech(findings.Issues) : null;
    }
}
