namespace Gateway.Policies.Plans;

/// <summary>Port to the plans in force: those that operators keep, over those that ship. Thread-safe; no I/O.</summary>
public interface IPlanCatalog
{
    /// <summary>The plan of a name, in any case, as it is now; null when there is none.</summary>
    Plan? Find(string name);

    /// <summary>Whether the plans that operators keep were read; until then only those that ship are known.</summary>
    bool IsComplete { get; }

    /// <summary>The names of all plans that are known now, those that ship first.</summary>
    IReadOnlyList<string> Names { get; }
}
