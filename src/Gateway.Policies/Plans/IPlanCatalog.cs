namespace Gateway.Policies.Plans;

/// <summary>Port to the plans in force: those that operators keep, over those that ship. Thread-safe; no I/O.</summary>
public interface IPlanCatalog
{
    /// <summary>The plan of a name, in any case, as it is now; null when there is none.</summary>
    Plan? Find(string name);
}
