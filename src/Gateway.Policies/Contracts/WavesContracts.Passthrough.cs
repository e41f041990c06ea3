using Gateway.Policies.Errors;

namespace Gateway.Policies.Contracts;

// Routes that waves-api does not know are forwarded, not refused (0.2, 4.1): new ones appear without notice.
public static partial class WavesContracts
{
    private static IEnumerable<WavesContract> Passthrough() =>
    [
        Unknown("passthrough", "Any other route", "/{**rest}"),
        // What analytics may offer tomorrow shows the whole organisation as today's routes do.
        Unknown("passthrough-analytics", "Any other analytics route", "/analytics/{**rest}") with
        {
            NeedsExplicitScope = true,
        },
        UnknownSocket("passthrough-ws", "Any other socket", "/{**rest}"),
        UnknownSocket("passthrough-analytics-ws", "Any analytics socket", "/analytics/{**rest}") with
        {
            NeedsExplicitScope = true,
        },
    ];

    private static WavesContract Unknown(string id, string summary, string path) => new()
    {
        Id = id,
        Summary = summary,
        Transport = Transport.Http,
        Path = path,
        LimitGroup = LimitGroup.Management,
        Body = BodyKind.Opaque,
        MaxBodyBytes = ContractLimits.MaxAudioUploadBytes,
        ResponseTimeout = ContractLimits.LongAnswer,
        Dialect = ErrorDialects.Plain,
    };

    private static WavesContract UnknownSocket(string id, string summary, string path) => new()
    {
        Id = id,
        Summary = summary,
        Transport = Transport.WebSocket,
        Path = path,
        KeyPlaces = KeyPlaces.Header | KeyPlaces.Query,
        LimitGroup = LimitGroup.Management,
        Socket = SocketProtocol.Opaque,
        Dialect = ErrorDialects.PlainSocket,
    };
}
