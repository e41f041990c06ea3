using Gateway.Policies.Errors;
using Gateway.Policies.Validation;

namespace Gateway.Policies.Contracts;

// Voice cloning and catalogues: waves-api 2.6, 2.7.
public static partial class WavesContracts
{
    private static IEnumerable<WavesContract> Voices() =>
    [
        new()
        {
            Id = "V1",
            Summary = "Create an instant voice clone",
            Methods = [Post],
            Transport = Transport.Http,
            Path = "/voice-cloning",
            LimitGroup = LimitGroup.Clone,
            DefaultModel = ModelNames.LightningForCloning,
            Body = BodyKind.Form,
            MaxBodyBytes = ContractLimits.MaxCloneFormBytes,
            FormRules = CloneFormRules.Instance,
            // SDKs repeat a 5xx and make a second voice: a slow upstream is waited for (10.2).
            ResponseTimeout = ContractLimits.LongAnswer,
            Dialect = ErrorDialects.Clone,
        },
        Reading("V2", "List the organisation's clones", "/voice-cloning"),
        Reading("V3", "One clone by its id", "/voice-cloning/{id}"),
        new()
        {
            Id = "V4",
            Summary = "Delete a clone; the upstream takes console sessions only",
            Methods = [Post],
            Transport = Transport.Http,
            Path = "/voice-cloning/delete",
            LimitGroup = LimitGroup.Management,
            Body = BodyKind.Opaque,
            Dialect = ErrorDialects.Plain,
        },
        // Also the old catalogues of lightning, lightning-large and lightning-v2 (8.3): one segment, whatever it says.
        Reading("V5", "Voices of a model", "/{model}/get_voices") with { Dialect = ErrorDialects.Tts },
        Reading("V6", "Full voice catalogue with previews", "/voice/get-all-models"),
    ];

    private static WavesContract Reading(string id, string summary, string path) => new()
    {
        Id = id,
        Summary = summary,
        Methods = [Get],
        Transport = Transport.Http,
        Path = path,
        LimitGroup = LimitGroup.Management,
        Dialect = ErrorDialects.Plain,
    };
}
