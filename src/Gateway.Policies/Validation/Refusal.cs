using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Gateway.Policies.Errors;
using Gateway.Policies.Validation.Json;

namespace Gateway.Policies.Validation;

/// <summary>Turns issues into one refusal.</summary>
internal static class Refusal
{
    /// <summary>
    /// A refusal with all issues. Its message tells the first of them by itself, for dialects that have no place for a list.
    /// </summary>
    public static GatewayError Of(ImmutableArray<Issue> issues) => new(ErrorKind.Invalid, MessageOf(issues[0])) { Issues = issues };

    /// <summary>A refusal in words alone.</summary>
    public static GatewayError Of(string message) => new(ErrorKind.Invalid, message);

    /// <summary>
    /// A refusal in the form of synthesis: a missing field is told in words (the documented form), everything else as a
    /// list (the live form, waves-api 3.1).
    /// </summary>
    public static GatewayError OfSpeech(ImmutableArray<Issue> issues)
    {
        foreach (var issue in issues)
        {
            if (issue is { Received: Zod.Undefined, Path: [string name] })
                return Of($"The '{name}' field is required.");
        }
        return Of(issues);
    }

    private static string MessageOf(Issue issue) =>
        issue.Code is IssueCode.Custom || issue.Path.IsEmpty ? issue.Message : $"{PathOf(issue)}: {issue.Message}";

    private static string PathOf(Issue issue)
    {
        var path = new StringBuilder();
        foreach (var segment in issue.Path)
        {
            if (segment is int index)
                path.Append(CultureInfo.InvariantCulture, $"[{index}]");
            else
                path.Append(path.Length == 0 ? "" : ".").Append(segment);
        }
        return path.ToString();
    }
}
