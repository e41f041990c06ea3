namespace Waves.Simulator.Chat;

/// <summary>One entry of <c>error.details</c> (contract 3.1, D-OPENAI): the message stands before the path here.</summary>
internal static class ChatIssue
{
    public static object Custom(string field, string message) => new { code = "custom", message, path = Path(field) };

    public static object Missing(string field, string expected) =>
        new { code = "invalid_type", expected, received = "undefined", message = "Required", path = Path(field) };

    public static object Type(string field, string expected, string received) =>
        new { code = "invalid_type", expected, received, message = $"Expected {expected}, received {received}", path = Path(field) };

    public static object Enum(string field, string received, string[] options) => new
    {
        code = "invalid_enum_value",
        received,
        options,
        message = $"Invalid enum value. Expected {string.Join(" | ", options.Select(static option => $"'{option}'"))}, received '{received}'",
        path = Path(field),
    };

    /// <summary>Too many elements, or a number above its range.</summary>
    public static object TooBig(string field, double maximum, string type, string message) =>
        new { code = "too_big", maximum, type, inclusive = true, exact = false, message, path = Path(field) };

    /// <summary>Too few elements, or a number below its range.</summary>
    public static object TooSmall(string field, double minimum, string type, string message) =>
        new { code = "too_small", minimum, type, inclusive = true, exact = false, message, path = Path(field) };

    private static string[] Path(string field) => field.Split('.');
}
