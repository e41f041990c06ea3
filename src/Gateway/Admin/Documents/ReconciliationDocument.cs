namespace Gateway.Admin.Documents;

/// <summary>The records held against what the upstream says.</summary>
/// <param name="From">From when on.</param>
/// <param name="To">Until when.</param>
/// <param name="Figures">By account.</param>
internal sealed record ReconciliationDocument(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<ReconciledFigure> Figures);
