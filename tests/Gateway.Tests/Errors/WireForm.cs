using System.Text;
using System.Text.RegularExpressions;
using Gateway.Policies.Contracts;
using Gateway.RequestPath;

namespace Gateway.Errors;

/// <summary>An error answer as a text in which what differs from call to call or row to row has a name instead.</summary>
internal static partial class WireForm
{
    /// <summary>Headers that are part of what an error says, beside the status; the others are the same on all.</summary>
    private static readonly string[] Telling = ["X-Gateway-Error", "Retry-After", "x-should-retry"];

    /// <summary>Status or close, telling headers, body or frames.</summary>
    public static string Of(WireAnswer answer, WavesContract row)
    {
        var text = new StringBuilder();
        text.Append(answer.Status);
        if (answer.Close is var (code, reason))
            text.Append(" close ").Append((int)code).Append(' ').Append(reason.Length == 0 ? "(no reason)" : reason);
        text.Append('\n');
        foreach (var name in Telling)
        {
            if (answer.Header(name) is { } value)
                text.Append(name).Append(": ").Append(value).Append('\n');
        }
        text.Append(Named(answer, row));
        return text.ToString().TrimEnd('\n');
    }

    private static string Named(WireAnswer answer, WavesContract row)
    {
        var body = answer.Body;
        if (answer.Header("X-Gateway-Request-Id") is { Length: > 0 } id)
            body = body.Replace(id, "<id>", StringComparison.Ordinal);
        body = body.Replace($"endpoint {row.Id}.", "endpoint <row>.", StringComparison.Ordinal);
        body = body.Replace($"maximum of {row.MaxBodyBytes} bytes", "maximum of <max> bytes", StringComparison.Ordinal);
        body = EventId().Replace(body, "sv_<hex>");
        body = Model().Replace(body, "This key may not use <model>.");
        return Methods().Replace(body, "answers to <methods>.");
    }

    [GeneratedRegex("sv_[0-9a-f]{16}")]
    private static partial Regex EventId();

    [GeneratedRegex("""This key may not use [a-z]+[-_0-9a-z.]+\.(?=")""")]
    private static partial Regex Model();

    [GeneratedRegex(@"answers to [A-Z, ]+\.")]
    private static partial Regex Methods();
}
