using Gateway.Policies.Errors;
using Gateway.Policies.Validation.Query;

namespace Gateway.Policies.Contracts;

// Speech to speech: waves-api 4.3.
public static partial class WavesContracts
{
    private static IEnumerable<WavesContract> Hydra() =>
    [
        new()
        {
            Id = "H1",
            Summary = "Hydra, speech to speech",
            Transport = Transport.WebSocket,
            Path = "/s2s",
            KeyPlaces = KeyPlaces.Header | KeyPlaces.Query,
            // The upstream requires both in the query; the Python SDK sends a header and no query at all (1.4, 10.1).
            SendKeyInQuery = true,
            SendModelInQuery = true,
            DefaultModel = ModelNames.Hydra,
            LimitGroup = LimitGroup.S2s,
            QueryRules = HydraQueryRules.Instance,
            Socket = SocketProtocol.Hydra,
            Dialect = ErrorDialects.Hydra,
            Usage = UsageUnit.SessionSeconds,
        },
    ];
}
