using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation.Query;

/// <summary>The camelCase query of the first transcription socket (waves-api 2.11): read for metering, never refused.</summary>
internal sealed class LegacyAsrQueryRules : QueryRules
{
    private static readonly OptionSet KnownLanguages = new(Languages.Live);
    private static readonly OptionSet KnownEncodings = new("linear16", "linear32", "alaw", "mulaw", "opus");

    /// <summary>Retired <c>/asr</c>.</summary>
    public static LegacyAsrQueryRules Instance { get; } = new();

    /// <inheritdoc/>
    public override GatewayError? Judge(ReadOnlySpan<char> query, out BodyFacts facts)
    {
        var found = new BodyFacts { Format = "linear16", SampleRate = 16000 };
        foreach (var parameter in new QueryReader(query))
        {
            if (parameter.IsNamed("audioLanguage"))
                found = found with { Language = parameter.Read(KnownLanguages, BodyFacts.MaxValueLength) };
            else if (parameter.IsNamed("audioEncoding"))
                found = found with { Format = parameter.Read(KnownEncodings, BodyFacts.MaxValueLength) };
            else if (parameter.IsNamed("audioSampleRate"))
                found = found with { SampleRate = parameter.ReadPositive() };
        }
        facts = found;
        return null;
    }
}
