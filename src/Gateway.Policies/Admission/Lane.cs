namespace Gateway.Policies.Admission;

/// <summary>Which line a caller stands in; <see cref="Batch"/> keeps a guaranteed share.</summary>
public enum Lane
{
    /// <summary>Somebody is listening.</summary>
    Interactive,

    /// <summary>Nobody is waiting for it.</summary>
    Batch,
}
