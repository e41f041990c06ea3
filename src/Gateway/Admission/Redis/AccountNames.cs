using System.Collections.Immutable;

namespace Gateway.Admission.Redis;

/// <summary>The accounts that are known at the start; their books are opened then.</summary>
internal sealed record AccountNames(ImmutableArray<string> Names);
