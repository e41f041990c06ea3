using System.Collections.Immutable;

namespace Gateway.Policies.Errors;

/// <summary>One reason why a body, query or form is refused, in the terms of zod that the upstream uses (waves-api 3.1).</summary>
public sealed record Issue
{
    /// <summary>Issue code: <c>custom</c>, <c>invalid_type</c>, <c>invalid_enum_value</c>, <c>too_small</c>, <c>too_big</c>, <c>invalid_string</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Where: property names (string) and array positions (int).</summary>
    public ImmutableArray<object> Path { get; init; } = [];

    /// <summary>What is wrong and what is allowed. Never more of the input than a bounded enum value.</summary>
    public required string Message { get; init; }

    /// <summary>Allowed values of an enum issue.</summary>
    public ImmutableArray<string> Options { get; init; } = [];

    /// <summary>Whether the options are numbers, and stand in the body as such.</summary>
    public bool HasNumericOptions { get; init; }

    /// <summary>What was received: a type name, or a short enum value.</summary>
    public string? Received { get; init; }

    /// <summary>Expected type name of an <c>invalid_type</c> issue.</summary>
    public string? Expected { get; init; }

    /// <summary>Bound of a <c>too_big</c> issue.</summary>
    public double? Maximum { get; init; }

    /// <summary>Bound of a <c>too_small</c> issue.</summary>
    public double? Minimum { get; init; }

    /// <summary>What a bound applies to: <c>array</c>, <c>number</c>, <c>string</c>.</summary>
    public string? Type { get; init; }
}
