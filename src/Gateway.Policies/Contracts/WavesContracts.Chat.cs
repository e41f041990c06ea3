using Gateway.Policies.Errors;
using Gateway.Policies.Validation;

namespace Gateway.Policies.Contracts;

// Electron: waves-api 2.5, 5.2.
public static partial class WavesContracts
{
    private static IEnumerable<WavesContract> Chat() =>
    [
        ChatCompletions("L1", "Electron chat in the OpenAI wire format", "/chat/completions") with
        {
            // 502 and 503 may be repeated; 400, 401, 403 never, 429 only after its back-off (1.2).
        },
    ];

    private static WavesContract ChatCompletions(string id, string summary, string path) => new()
    {
        Id = id,
        Summary = summary,
        Methods = [Post],
        Transport = Transport.Http,
        Path = path,
        LimitGroup = LimitGroup.Chat,
        Body = BodyKind.Json,
        JsonRules = EndpointRules.Chat,
        Response = ResponseKind.Chat,
        Dialect = ErrorDialects.OpenAi,
        Usage = UsageUnit.Tokens,
    };
}
