using System.Globalization;
using System.Text;
using Gateway.Policies.Contracts;

namespace Gateway.Surface;

/// <summary>Everything that the contract table says, one row a line: what a reviewer reads when a route changes.</summary>
internal static class RouteList
{
    public const string Path = "tests/Gateway.Tests/Surface/routes.txt";

    public static string Text()
    {
        var text = new StringBuilder();
        foreach (var row in WavesContracts.All)
            text.Append(Describe(row)).Append('\n');
        return text.ToString();
    }

    private static string Describe(WavesContract row)
    {
        var method = row.Transport is Transport.WebSocket ? "WSS" : row.Methods.IsEmpty ? "*" : string.Join(',', row.Methods);
        var facts = new List<string>
        {
            row.Dialect.Name,
            $"group {LimitGroupName.Of(row.LimitGroup)}",
            $"key {row.KeyPlaces}{(row.SendKeyInQuery ? " (upstream also query)" : "")}",
            string.Create(CultureInfo.InvariantCulture, $"body {row.Body} {row.MaxBodyBytes}"),
            $"response {row.Response}",
            $"usage {row.Usage}",
        };
        if (row.UpstreamPath is { } upstream)
            facts.Add($"upstream {upstream}");
        if (row.DefaultModel is { } model)
            facts.Add($"model {model}");
        if (row.Socket is not SocketProtocol.None)
            facts.Add($"socket {row.Socket}");
        if (row.ResponseTimeout is { } patience)
            facts.Add($"waits {patience}");
        if (row.NeedsExplicitScope)
            facts.Add("named in scopes only");
        if (row.Lifecycle.IsEnding)
            facts.Add($"{row.Lifecycle.DefaultMode} -> {row.Lifecycle.Successor}{(row.RewriteTo is { } id ? $" (as {id})" : "")}");
        var judged = new[] { (row.QueryRules is not null, "query"), (row.JsonRules is not null, "json"), (row.FormRules is not null, "form"), (row.FrameRules is not null, "frames") };
        if (judged.Any(rule => rule.Item1))
            facts.Add($"judges {string.Join('+', judged.Where(rule => rule.Item1).Select(rule => rule.Item2))}");
        return $"{row.Id,-36} {method,-6} {row.Path,-44} {string.Join("; ", facts)}";
    }
}
