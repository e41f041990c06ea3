using System.Text.RegularExpressions;

namespace Gateway.Edge;

/// <summary>The gateway's own id of a request: the caller's <c>X-Request-Id</c> when it is well formed, else a new one.</summary>
internal static partial class RequestId
{
    /// <summary>Response header with our id; <c>X-Request-Id</c> belongs to the upstream (waves-api 7.2).</summary>
    public const string Header = "X-Gateway-Request-Id";

    /// <summary>The id of a request that passed the edge.</summary>
    public static string Of(HttpContext context) => context.TraceIdentifier;

    /// <summary>Fixes the id and announces it in the response.</summary>
    public static void Assign(HttpContext context)
    {
        var sent = context.Request.Headers["X-Request-Id"];
        var id = sent.Count == 1 && WellFormed().IsMatch(sent[0]!) ? sent[0]! : UniqueId.New().ToString();
        context.TraceIdentifier = id;
        context.Response.Headers[Header] = id;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_\-.]{1,128}\z")]
    private static partial Regex WellFormed();
}
