using Gateway.Policies.Plans;

namespace Gateway.Policies.Admission;

/// <summary>
/// What one of several replicas may use of a limit while the shared books do not answer: what it had when they were last
/// heard of, and its part of what was free then. If all saw the same, the parts of all make up the figure exactly, however
/// unevenly they had taken it.
/// </summary>
/// <param name="Replicas">Replicas that were alive; at least 1.</param>
/// <param name="Place">This one's place among them, from 0; the first get what cannot be divided.</param>
public readonly record struct OutageShare(int Replicas, int Place)
{
    /// <summary>The figures for this replica.</summary>
    /// <param name="limits">The figures for all.</param>
    /// <param name="own">What this replica had.</param>
    /// <param name="all">What all had together; null when that was never seen: then it is a plain share, or what it had.</param>
    public LimitSet Of(LimitSet limits, LevelUse own, LevelUse? all) => limits with
    {
        RequestsPerMinute = Of(limits.RequestsPerMinute, own.Requests, all?.Requests),
        Slots = Of(limits.Slots, own.Slots, all?.Slots),
        Sockets = Of(limits.Sockets, own.Sockets, all?.Sockets),
    };

    private int? Of(int? figure, int own, int? all)
    {
        if (figure is not { } cap)
            return null;
        return all is { } taken
            ? own + PartOf(cap - Math.Max(taken, own))
            : Math.Max(own, PartOf(cap));
    }

    private int PartOf(int free) => free <= 0 ? 0 : (free / Replicas) + (Place < free % Replicas ? 1 : 0);
}
