using System.Collections.Immutable;

namespace Gateway.Admin.Documents;

/// <summary>A part of a list.</summary>
/// <param name="Items">The entries, in the list's order.</param>
/// <param name="Next">Cursor of the next part; null: this was the last one.</param>
internal sealed record Page<T>(ImmutableArray<T> Items, string? Next);
