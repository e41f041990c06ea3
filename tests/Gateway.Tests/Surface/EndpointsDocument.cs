using System.Globalization;
using System.Text;
using Gateway.Policies.Contracts;

namespace Gateway.Surface;

/// <summary>The list of endpoints for readers, written from the contract table.</summary>
internal static class EndpointsDocument
{
    public const string Path = "docs/endpoints.md";

    private static readonly (string Title, Func<WavesContract, bool> Holds)[] Families =
    [
        ("Text to speech", row => row.Id[0] == 'T'),
        ("Speech to text", row => row.Id[0] == 'S'),
        ("Chat", row => row.Id[0] == 'L'),
        ("Speech to speech", row => row.Id[0] == 'H'),
        ("Voices", row => row.Id[0] == 'V'),
        ("Pronunciation dictionaries", row => row.Id[0] == 'D'),
        ("Analysis of texts", row => row.Id[0] is 'P' or 'X'),
        ("Analytics", row => row.Id[0] == 'A'),
        ("Health", row => row.Id[0] == 'O'),
        ("Retired", row => row.Id.StartsWith("R-", StringComparison.Ordinal)),
        ("Everything else", row => row.IsCatchAll),
    ];

    public static string Text()
    {
        var text = new StringBuilder();
        text.Append("""
            # Endpoints

            Written from the contract table (`src/Gateway.Policies/Contracts`) by `UPDATE_SNAPSHOTS=1 dotnet test`; a test fails when it is stale.

            Paths stand below `/waves/v1` and below `/api/v1`, with and without a trailing slash; nothing is ever redirected. `WSS` is a WebSocket, by HTTP/1.1 upgrade or HTTP/2 extended CONNECT; it may share its path with a call.

            - **Id**: in settings, scopes of keys, logs, metrics and usage.
            - **Group**: the pool of the plan it is taken from, also a scope. `stt` has a pool per model; `none` is never limited.
            - **Body**: what the request carries and its largest size. *Judged* bodies are held and checked before anything is spent, all others stream through.
            - **Key**: `header` is `Authorization: Bearer`, `query` is `?api_key=` or `?token=`.


            """);
        foreach (var (title, holds) in Families)
            AppendFamily(text, title, [.. WavesContracts.All.Where(holds)]);
        AppendLives(text, [.. WavesContracts.All.Where(row => row.Lifecycle.IsEnding)]);
        return text.ToString();
    }

    /// <summary>Rows that no family holds; the document would not show them.</summary>
    public static IEnumerable<string> Homeless() =>
        WavesContracts.All.Where(row => Families.Count(family => family.Holds(row)) != 1).Select(row => row.Id);

    private static void AppendFamily(StringBuilder text, string title, WavesContract[] rows)
    {
        text.Append("## ").Append(title).Append("\n\n| Id | Method | Path | | Group | Body | Key |\n|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{row.Id}` | {MethodOf(row)} | `{row.Path}` | {row.Summary}{(row.NeedsExplicitScope ? "; a key must name it, or `analytics`, in its scopes" : "")} | `{LimitGroupName.Of(row.LimitGroup)}` | {BodyOf(row)} | {KeyOf(row)} |\n");
        }
        text.Append('\n');
    }

    private static void AppendLives(StringBuilder text, WavesContract[] rows)
    {
        text.Append("""
            ## What becomes of ending routes

            `pass` forwards to the route as it was called, `rewrite` serves it by its successor with the same payload, `gone` answers 410 without an upstream call. `Gateway:Routes:Modes:<id>` chooses. Every answer carries a `Link` to the successor, and `Deprecation` and `Sunset` where their dates are known.

            | Id | By default | Can be rewritten to | Successor | Deprecated | Sunset |
            |---|---|---|---|---|---|

            """);
        foreach (var row in rows)
        {
            var life = row.Lifecycle;
            text.Append(CultureInfo.InvariantCulture, $"| `{row.Id}` | `{NameOf(life.DefaultMode)}` | {(row.RewriteTo is { } id ? $"`{id}`" : "–")} | {(life.Successor is { } successor ? $"`{successor}`" : "–")} | {Day(life.DeprecatedAt)} | {Day(life.SunsetAt)} |\n");
        }
    }

    private static string MethodOf(WavesContract row) =>
        row.Transport is Transport.WebSocket ? "WSS" : row.Methods.IsEmpty ? "any" : string.Join(", ", row.Methods);

    private static string BodyOf(WavesContract row) => row switch
    {
        { Transport: Transport.WebSocket } => row.Socket switch
        {
            SocketProtocol.Tts => "text frames in, audio frames out",
            SocketProtocol.Stt => "binary audio in, text frames out",
            SocketProtocol.Hydra => "text frames both ways",
            _ => "any frames",
        },
        { Body: BodyKind.None } => "–",
        { Body: BodyKind.AudioOrUrl } => $"audio to {SizeOf(row)}, or JSON with a `url`, judged",
        { Body: BodyKind.Json } => $"JSON to {SizeOf(row)}, judged",
        { Body: BodyKind.Form } => $"form to {SizeOf(row)}, judged",
        _ => $"anything to {SizeOf(row)}",
    };

    private static string SizeOf(WavesContract row) =>
        row.MaxBodyBytes % (1024 * 1024) == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{row.MaxBodyBytes / 1024 / 1024} MiB")
            : string.Create(CultureInfo.InvariantCulture, $"{row.MaxBodyBytes / 1024} KiB");

    private static string KeyOf(WavesContract row) => row.KeyPlaces switch
    {
        KeyPlaces.None => "none",
        KeyPlaces.Header => "header",
        _ => "header, query",
    };

    private static string NameOf(RouteMode mode) => mode switch { RouteMode.Pass => "pass", RouteMode.Rewrite => "rewrite", _ => "gone" };

    private static string Day(DateTimeOffset? time) => time is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "–";
}
