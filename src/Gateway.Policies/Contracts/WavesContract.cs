using System.Collections.Immutable;
using Gateway.Policies.Errors;
using Gateway.Policies.Validation;

namespace Gateway.Policies.Contracts;

/// <summary>
/// One endpoint of the Waves API: everything the stages need to know about it. Routing, validation, admission,
/// metering and errors read this row; none of them looks at a path. Immutable.
/// </summary>
public sealed record WavesContract
{
    /// <summary>Prefix of every path as clients and the upstream spell it.</summary>
    public const string Prefix = "/waves/v1";

    /// <summary>Prefix of the older host, accepted as an alias and forwarded as <see cref="Prefix"/> (waves-api 8.1).</summary>
    public const string LegacyPrefix = "/api/v1";

    /// <summary>Id of the contract's row in waves-api 1.1, for instance <c>T1</c>. Also the tag in logs, metrics and usage.</summary>
    public required string Id { get; init; }

    /// <summary>What it does, in a few words for the endpoint list.</summary>
    public required string Summary { get; init; }

    /// <summary>
    /// Methods it answers to; empty means any. Ignored on sockets, which are recognised by the upgrade.
    /// </summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>HTTP or WebSocket.</summary>
    public required Transport Transport { get; init; }

    /// <summary>
    /// Path below the prefix in route-template form, without a trailing slash: <c>/voice-cloning/{id}</c>.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>Whether the row takes whatever path no other row knows; a retired family with an open end is known.</summary>
    public bool IsCatchAll => Path.Contains("{**", StringComparison.Ordinal) && !Lifecycle.IsEnding;

    /// <summary>
    /// Path below the prefix as the upstream spells it (with a trailing slash for <c>/stt/</c>); parameters in braces are
    /// filled from the request. Null: the same as <see cref="Path"/>.
    /// </summary>
    public string? UpstreamPath { get; init; }

    /// <summary>
    /// Id of the row whose upstream path serves this one in <see cref="RouteMode.Rewrite"/>; null where there is none.
    /// </summary>
    public string? RewriteTo { get; init; }

    /// <summary>
    /// Top-level JSON fields that are left out in <see cref="RouteMode.Rewrite"/> because the successor does not know them
    /// (waves-api 8.3).
    /// </summary>
    public ImmutableArray<string> DropFields { get; init; } = [];

    /// <summary>Where a key may stand.</summary>
    public KeyPlaces KeyPlaces { get; init; } = KeyPlaces.Header;

    /// <summary>The pool this work is taken from.</summary>
    public required LimitGroup LimitGroup { get; init; }

    /// <summary>
    /// The model that works when the caller names none, or that the path itself means; null where the caller must name
    /// one or there is none.
    /// </summary>
    public string? DefaultModel { get; init; }

    /// <summary>Whether each message of the socket names its model and voice.</summary>
    public bool NamesModelInFrames => Socket is SocketProtocol.Tts && FrameRules is not null;

    /// <summary>Whether models work here and nothing but the request can tell which: synthesis, recognition, chat, unknown routes.</summary>
    public bool MayUseAnyModel => !NamesModelInFrames && (IsCatchAll || LimitGroup is LimitGroup.Chat or LimitGroup.Tts or LimitGroup.Stt or LimitGroup.SttLive or LimitGroup.S2s);

    /// <summary>What the request body is.</summary>
    public BodyKind Body { get; init; } = BodyKind.None;

    /// <summary>Largest request body in bytes; beyond it the call is refused.</summary>
    public long MaxBodyBytes { get; init; } = ContractLimits.MaxJsonBodyBytes;

    /// <summary>What a JSON body must fulfil; null judges nothing.</summary>
    public JsonRules? JsonRules { get; init; }

    /// <summary>What the query must fulfil; null judges nothing.</summary>
    public QueryRules? QueryRules { get; init; }

    /// <summary>What a multipart form must fulfil; null judges nothing.</summary>
    public FormRules? FormRules { get; init; }

    /// <summary>What the client's frames must fulfil on a <see cref="SocketProtocol.Tts"/> socket; null on others.</summary>
    public TtsFrameRules? FrameRules { get; init; }

    /// <summary>What is spoken on the socket; <see cref="SocketProtocol.None"/> on HTTP.</summary>
    public SocketProtocol Socket { get; init; }

    /// <summary>What the answer's body is.</summary>
    public ResponseKind Response { get; init; }

    /// <summary>Longest silence of the upstream before and within its answer; null: the operator's setting.</summary>
    public TimeSpan? ResponseTimeout { get; init; }

    /// <summary>How the gateway words its own errors on this endpoint (waves-api 3).</summary>
    public required ErrorDialect Dialect { get; init; }

    /// <summary>What it is metered by.</summary>
    public UsageUnit Usage { get; init; } = UsageUnit.Requests;

    /// <summary>Current, deprecated or retired, and the successor.</summary>
    public Lifecycle Lifecycle { get; init; } = Lifecycle.Current;

    /// <summary>
    /// True where the answer shows the traffic of the whole organisation (waves-api 2.10): a virtual key needs the
    /// endpoint named in its scopes; "everything" does not include it.
    /// </summary>
    public bool NeedsExplicitScope { get; init; }

    /// <summary>Whether the upstream also wants the key as <c>?api_key=</c> (H1, waves-api 1.4).</summary>
    public bool SendKeyInQuery { get; init; }

    /// <summary>Whether the upstream wants to be told <see cref="DefaultModel"/> in the query where the caller names none.</summary>
    public bool SendModelInQuery { get; init; }

    /// <summary>Path below the prefix as the upstream spells it.</summary>
    public string UpstreamTemplate => UpstreamPath ?? Path;

    /// <summary>Whether the path upstream depends on the request.</summary>
    public bool HasPathParameters => UpstreamTemplate.Contains('{', StringComparison.Ordinal);

    /// <summary>Whether each model has a pool of its own (waves-api 6.1: STT requests a minute).</summary>
    public bool HasPoolPerModel => LimitGroup is LimitGroup.Stt;
}
