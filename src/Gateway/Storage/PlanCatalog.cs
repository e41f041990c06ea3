using System.Collections.Frozen;
using System.Text.Json;
using Gateway.Policies.Plans;

namespace Gateway.Storage;

/// <summary>The plans of the database over those that ship: a stored plan of a preset's name takes its place.</summary>
internal sealed class PlanCatalog(StoredDocuments documents) : IPlanCatalog
{
    private volatile Snapshot _snapshot = Read([]);

    /// <inheritdoc/>
    public bool IsComplete => documents.IsRead;

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => Current.Names;

    private Snapshot Current
    {
        get
        {
            var snapshot = _snapshot;
            var current = documents.Current;
            if (!ReferenceEquals(snapshot.Source, current))
                _snapshot = snapshot = Read(current);
            return snapshot;
        }
    }

    /// <inheritdoc/>
    public Plan? Find(string name) => Current.Plans.GetValueOrDefault(name) ?? PlanPresets.Find(name);

    private static Snapshot Read(IReadOnlyList<DocumentRow> rows)
    {
        var plans = rows.Where(row => row.Kind == DocumentKind.Plan)
            .ToFrozenDictionary(row => row.Name, row => JsonSerializer.Deserialize(row.Settings, StorageJson.PlanSettings)!.ToPlan(row.Name), StringComparer.OrdinalIgnoreCase);
        return new(rows, plans, PlanRules.Names(plans.Keys));
    }

    private sealed record Snapshot(IReadOnlyList<DocumentRow> Source, FrozenDictionary<string, Plan> Plans, IReadOnlyList<string> Names);
}
