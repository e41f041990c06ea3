namespace Gateway.Admission;

/// <summary>Work that goes on in this process and needs a lease, told by what carries it and not by its lease. Thread-safe.</summary>
internal interface ILiveWork
{
    /// <summary>Adds the id of each, as it was admitted.</summary>
    void AddTo(ISet<string> works);
}
