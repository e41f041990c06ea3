namespace Gateway.Admin.Documents;

/// <summary>Usage over a time.</summary>
/// <param name="From">From when on.</param>
/// <param name="To">Until when.</param>
/// <param name="Rows">One for each group and interval that has any, and for each currency.</param>
internal sealed record UsageDocument(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<UsageRowDocument> Rows);
