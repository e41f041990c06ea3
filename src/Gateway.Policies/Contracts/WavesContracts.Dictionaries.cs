using Gateway.Policies.Errors;

namespace Gateway.Policies.Contracts;

// Pronunciation dictionaries: waves-api 2.8. The id stands in the body, also of the DELETE.
public static partial class WavesContracts
{
    private static IEnumerable<WavesContract> Dictionaries() =>
    [
        Reading("D1", "List pronunciation dictionaries", "/pronunciation-dicts") with { Dialect = ErrorDialects.Dict },
        Dictionary("D2", "Create a pronunciation dictionary", Post) with
        {
            // A second try makes a second dictionary (1.2).
            Retry = RetryRule.Never,
        },
        Dictionary("D3", "Replace the items of a pronunciation dictionary", Put),
        Dictionary("D4", "Delete a pronunciation dictionary", Delete),
    ];

    private static WavesContract Dictionary(string id, string summary, string method) => new()
    {
        Id = id,
        Summary = summary,
        Methods = [method],
        Transport = Transport.Http,
        Path = "/pronunciation-dicts",
        LimitGroup = LimitGroup.Management,
        Body = BodyKind.Json,
        Dialect = ErrorDialects.Dict,
        Retry = RetryRule.BeforeResponse,
    };
}
