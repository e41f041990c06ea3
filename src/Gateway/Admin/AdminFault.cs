using System.Collections.Immutable;
using Gateway.Policies.Keys;

namespace Gateway.Admin;

/// <summary>Why an operation of administration was not done; nothing of it was kept.</summary>
/// <param name="Kind">The reason.</param>
/// <param name="Message">For the operator: what is wrong and what is allowed.</param>
internal sealed record AdminFault(AdminFaultKind Kind, string Message)
{
    /// <summary>Each wrong field; empty unless <see cref="AdminFaultKind.Invalid"/>.</summary>
    public ImmutableArray<SettingsFault> Fields { get; init; } = [];

    /// <summary>A fault of fields.</summary>
    public static AdminFault Invalid(params ImmutableArray<SettingsFault> fields) =>
        new(AdminFaultKind.Invalid, fields.Length == 1 ? fields[0].Message : $"{fields.Length} fields are wrong.") { Fields = fields };

    /// <summary>There is no such thing.</summary>
    public static AdminFault NotFound(string message) => new(AdminFaultKind.NotFound, message);

    /// <summary>It contradicts what exists.</summary>
    public static AdminFault Conflict(string message) => new(AdminFaultKind.Conflict, message);
}
