using Gateway.Policies.Errors;
using Gateway.Policies.Validation;

namespace Gateway.Policies.Contracts;

// Post-call analysis and text intelligence: waves-api 2.9. Billed and not documented as safe to repeat.
public static partial class WavesContracts
{
    private static IEnumerable<WavesContract> Analysis() =>
    [
        Analysing("P1", "Analyse a call transcript", "/pca", EndpointRules.PostCallAnalysis),
        Analysing("P2", "One prompt in, text out", "/pca/generate", EndpointRules.Generate),
        Analysing("X1", "Topics, intents and sentiment of a text", "/text-intelligence", EndpointRules.TextIntelligence) with
        {
            Dialect = ErrorDialects.OpenAi,
        },
    ];

    private static WavesContract Analysing(string id, string summary, string path, JsonRules rules) => new()
    {
        Id = id,
        Summary = summary,
        Methods = [Post],
        Transport = Transport.Http,
        Path = path,
        LimitGroup = LimitGroup.Pca,
        Body = BodyKind.Json,
        JsonRules = rules,
        Dialect = ErrorDialects.Plain,
        Usage = UsageUnit.Characters,
    };
}
