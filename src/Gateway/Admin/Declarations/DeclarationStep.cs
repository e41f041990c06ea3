using System.Collections.Immutable;

namespace Gateway.Admin.Declarations;

/// <summary>One thing that has to be done to get from what exists to what is declared.</summary>
/// <param name="Action"><c>create</c>, <c>update</c>, <c>revoke</c>, <c>delete</c>.</param>
/// <param name="Kind"><c>team</c>, <c>key</c>, <c>plan</c>, <c>prices</c>.</param>
/// <param name="Name">The thing; a key as <c>team/name</c>.</param>
/// <param name="Changes">What changes, a line each.</param>
internal sealed record DeclarationStep(string Action, string Kind, string Name, ImmutableArray<string> Changes)
{
    /// <summary>Does it; the outcome is a fault, or the secret of a key that was made, or nothing.</summary>
    public required Func<AdminCall, CancellationToken, Task<(AdminFault? Fault, string? Secret)>> DoAsync { get; init; }
}
