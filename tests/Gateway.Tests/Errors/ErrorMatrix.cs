using Gateway.Policies.Contracts;

namespace Gateway.Errors;

/// <summary>Every row of the contract table against every condition; what cannot happen says why.</summary>
internal static class ErrorMatrix
{
    private static readonly Condition[] AboutKeys =
        [Condition.MissingKey, Condition.UnknownKey, Condition.ExpiredKey, Condition.RevokedKey, Condition.TooManyGuesses, Condition.EndpointForbidden, Condition.ModelForbidden, Condition.VoiceForbidden];

    /// <summary>Rows whose caller, or whose path, names a model where the gateway can see it before it answers.</summary>
    private static readonly string[] NamesAModel =
    [
        "T1", "T2", "T4", "T5", "S1", "S2", "S3", "S4", "L1", "H1", "V1",
        "R-lightning-v2-get-speech", "R-lightning-v2-stream", "R-lightning-large-get-speech", "R-lightning-large-stream", "R-lightning-large-add-voice",
        "R-lightning-get-speech", "R-lightning-stream", "R-lightning-get-text", "R-lightning-get-text-ws", "R-speech-to-text", "R-pulse-pro-get-text", "R-chat-completions",
    ];

    /// <summary>What cannot happen, and why.</summary>
    public static IReadOnlyList<Exemption> Exemptions { get; } =
    [
        new([.. AboutKeys, Condition.BudgetExhausted], row => row.Id == "O1", "Health needs no key."),
        new([Condition.RateLimited, Condition.ConcurrencyLimited], row => row.LimitGroup is LimitGroup.None, "Health takes no capacity."),
        new([Condition.ModelForbidden], row => row.Socket is SocketProtocol.Tts, "Each frame names its model; the relay judges it and answers with a frame."),
        new([Condition.ModelForbidden], row => row.Socket is not SocketProtocol.Tts && !NamesAModel.Contains(row.Id), "Nothing in such a call names a model."),
        new([Condition.VoiceForbidden], row => row.Socket is SocketProtocol.Tts, "Each frame names its voice; the relay judges it and answers with a frame."),
        new([Condition.VoiceForbidden], row => row.Socket is not SocketProtocol.Tts && !NamesAVoice(row), "Nothing in such a call names a voice."),
        new([Condition.MalformedBody, Condition.BodyTooLarge], row => row.Transport is Transport.WebSocket, "A handshake has no body."),
        new([Condition.MalformedBody], row => row.Transport is Transport.Http && row.Body is BodyKind.None or BodyKind.Opaque, "The body streams through unread."),
        new([Condition.RefusedField], row => ErrorCalls.Refused(row) is null, "The contract documents nothing that the gateway could refuse."),
        new([Condition.WrongMethod], row => row.IsCatchAll, "An unknown route takes every method."),
        new([Condition.WrongMethod], row => row.Lifecycle.DefaultMode is RouteMode.Gone, "With another method a retired path is an unknown route."),
        new([Condition.RouteGone], row => !row.Lifecycle.IsEnding, "The route is in full service."),
        new([Condition.RateLimited], row => row.Socket is SocketProtocol.Tts, "Syntheses are counted, not sockets; the relay answers with a frame."),
        new([Condition.UpstreamSilent], row => row.ResponseTimeout is not null, "It is waited for ten minutes; UpstreamNeverReady stands for it."),
    ];

    /// <summary>What can happen, one test each.</summary>
    public static IEnumerable<(WavesContract Row, Condition Condition)> Cells =>
        from row in WavesContracts.All
        from condition in Enum.GetValues<Condition>()
        where ExemptionOf(row, condition) is null
        select (row, condition);

    /// <summary>Why a condition cannot happen on a row; null when it can.</summary>
    public static Exemption? ExemptionOf(WavesContract row, Condition condition) =>
        Exemptions.FirstOrDefault(exemption => exemption.Conditions.Contains(condition) && exemption.Covers(row));

    private static bool NamesAVoice(WavesContract row) => row is { LimitGroup: LimitGroup.Tts, Body: BodyKind.Json };
}
