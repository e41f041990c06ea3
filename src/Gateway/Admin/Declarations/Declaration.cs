using System.Collections.Immutable;
using Gateway.Policies.Plans;
using Gateway.Policies.Usage;

namespace Gateway.Admin.Declarations;

/// <summary>What an organisation keeps of its gateway in a file: teams with their keys by name, plans, prices. No secrets.</summary>
internal sealed record Declaration
{
    /// <summary>Teams by name.</summary>
    public ImmutableSortedDictionary<string, DeclaredTeam> Teams { get; init; } = ImmutableSortedDictionary<string, DeclaredTeam>.Empty;

    /// <summary>Plans by name, besides those that ship.</summary>
    public ImmutableSortedDictionary<string, PlanSettings> Plans { get; init; } = ImmutableSortedDictionary<string, PlanSettings>.Empty;

    /// <summary>The price book; null: not declared, left as it is.</summary>
    public PriceBook? Prices { get; init; }
}
