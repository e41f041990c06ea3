using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation.Json;

/// <summary>Issues in the words of zod, the upstream's validator (waves-api 3.1).</summary>
internal static class Zod
{
    /// <summary>What zod says was received where nothing was.</summary>
    public const string Undefined = "undefined";

    /// <summary>The name of a JSON type.</summary>
    public static string TypeOf(JsonTokenType token) => token switch
    {
        JsonTokenType.String => "string",
        JsonTokenType.Number => "number",
        JsonTokenType.True or JsonTokenType.False => "boolean",
        JsonTokenType.StartObject => "object",
        JsonTokenType.StartArray => "array",
        _ => "null",
    };

    public static Issue Required(string name, string expected) => new()
    {
        Code = IssueCode.InvalidType,
        Expected = expected,
        Received = Undefined,
        Path = [name],
        Message = "Required",
    };

    public static Issue WrongType(string expected, string received) => new()
    {
        Code = IssueCode.InvalidType,
        Expected = expected,
        Received = received,
        Message = $"Expected {expected}, received {received}",
    };

    public static Issue NotAnOption(ImmutableArray<string> options, string received) => new()
    {
        Code = IssueCode.InvalidEnumValue,
        Received = received,
        Options = options,
        Message = $"Invalid enum value. Expected {string.Join(" | ", options.Select(option => $"'{option}'"))}, received '{received}'",
    };

    public static Issue NotANumericOption(ImmutableArray<string> options, double received)
    {
        var shown = Number(received);
        return new()
        {
            Code = IssueCode.InvalidEnumValue,
            Received = shown,
            Options = options,
            HasNumericOptions = true,
            Message = $"Invalid enum value. Expected {string.Join(" | ", options)}, received '{shown}'",
        };
    }

    public static Issue NumberTooSmall(double minimum) => new()
    {
        Code = IssueCode.TooSmall,
        Minimum = minimum,
        Type = "number",
        Message = $"Number must be greater than or equal to {Number(minimum)}",
    };

    public static Issue NumberTooBig(double maximum) => new()
    {
        Code = IssueCode.TooBig,
        Maximum = maximum,
        Type = "number",
        Message = $"Number must be less than or equal to {Number(maximum)}",
    };

    public static Issue TextTooShort(int minimum, string? message) => new()
    {
        Code = IssueCode.TooSmall,
        Minimum = minimum,
        Type = "string",
        Message = message ?? $"String must contain at least {minimum} character(s)",
    };

    public static Issue TextTooLong(int maximum, string? message) => new()
    {
        Code = IssueCode.TooBig,
        Maximum = maximum,
        Type = "string",
        Message = message ?? $"String must contain at most {maximum} character(s)",
    };

    public static Issue TooFewElements(int minimum) => new()
    {
        Code = IssueCode.TooSmall,
        Minimum = minimum,
        Type = "array",
        Message = $"Array must contain at least {minimum} element(s)",
    };

    public static Issue TooManyElements(int maximum) => new()
    {
        Code = IssueCode.TooBig,
        Maximum = maximum,
        Type = "array",
        Message = $"Array must contain at most {maximum} element(s)",
    };

    public static Issue NotOfPattern() => new() { Code = IssueCode.InvalidString, Message = "Invalid" };

    public static Issue Custom(string message, params ImmutableArray<object> path) =>
        new() { Code = IssueCode.Custom, Message = message, Path = path };

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
