using Gateway.Policies.Errors;

namespace Gateway.Policies.Contracts;

// Post-call analysis and text intelligence: waves-api 2.9. Billed and not documented as safe to repeat.
public static partial class WavesContracts
{
    private static IEnumerable<WavesContract> Analysis() =>
    [
        Analysing("P1", "Analyse a call transcript", "/pca"),
        Analysing("P2", "One prompt in, text out", "/pca/generate"),
        Analysing("X1", "Topics, intents and sentiment of a text", "/text-intelligence") with
        {
            Dialect = ErrorDialects.OpenAi,
        },
    ];

    private static WavesContract Analysing(string id, string summary, string path) => new()
    {
        Id = id,
        Summary = summary,
        Methods = [Post],
        Transport = Transport.Http,
        Path = path,
        LimitGroup = LimitGroup.Pca,
        Body = BodyKind.Json,
        Dialect = ErrorDialects.Plain,
        Usage = UsageUnit.Characters,
    };
}
