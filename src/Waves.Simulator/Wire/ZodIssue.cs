namespace Waves.Simulator.Wire;

/// <summary>One validation issue, properties in recorded order (contract 3.1, D-ZOD).</summary>
/// <param name="Message">The reason in words, also inside <paramref name="Body"/>.</param>
/// <param name="Body">The issue as it stands in an error body.</param>
internal sealed record ZodIssue(string Message, object Body)
{
    /// <summary>The body around issues: <c>error</c> is an array.</summary>
    public static object List(IEnumerable<ZodIssue> issues) => new { error = issues.Select(static issue => issue.Body).ToArray() };

    public static ZodIssue Enum(string field, string received, string[] options)
    {
        var message = $"Invalid enum value. Expected {string.Join(" | ", options.Select(static option => $"'{option}'"))}, received '{received}'";
        return new ZodIssue(message, new { received, code = "invalid_enum_value", options, path = new[] { field }, message });
    }

    public static ZodIssue Custom(string field, string message) => new(message, new { code = "custom", path = new[] { field }, message });

    public static ZodIssue Pattern(string field)
    {
        const string message = "Invalid";
        return new ZodIssue(message, new { validation = "regex", code = "invalid_string", message, path = new[] { field } });
    }

    /// <summary>A number below <paramref name="least"/> or above <paramref name="most"/>.</summary>
    public static ZodIssue Range(string field, double number, double least, double most)
    {
        var path = new[] { field };
        if (number < least)
        {
            var message = FormattableString.Invariant($"Number must be greater than or equal to {least}");
            return new ZodIssue(message, new { code = "too_small", minimum = least, type = "number", inclusive = true, exact = false, message, path });
        }
        else
        {
            var message = FormattableString.Invariant($"Number must be less than or equal to {most}");
            return new ZodIssue(message, new { code = "too_big", maximum = most, type = "number", inclusive = true, exact = false, message, path });
        }
    }
}
