using Gateway.Policies.Errors;
using Gateway.Policies.Validation;

namespace Gateway.Policies.Contracts;

// Pronunciation dictionaries: waves-api 2.8. The id stands in the body, also of the DELETE.
public static partial class WavesContracts
{
    private static IEnumerable<WavesContract> Dictionaries() =>
    [
        Reading("D1", "List pronunciation dictionaries", "/pronunciation-dicts") with { Dialect = ErrorDialects.Dict },
        Dictionary("D2", "Create a pronunciation dictionary", Post, EndpointRules.CreateDictionary),
        Dictionary("D3", "Replace the items of a pronunciation dictionary", Put, EndpointRules.ReplaceDictionary),
        Dictionary("D4", "Delete a pronunciation dictionary", Delete, EndpointRules.DeleteDictionary),
    ];

    private static WavesContract Dictionary(string id, string summary, string method, JsonRules rules) => new()
    {
        Id = id,
        Summary = summary,
        Methods = [method],
        Transport = Transport.Http,
        Path = "/pronunciation-dicts",
        LimitGroup = LimitGroup.Management,
        Body = BodyKind.Json,
        JsonRules = rules,
        Dialect = ErrorDialects.Dict,
    };
}
