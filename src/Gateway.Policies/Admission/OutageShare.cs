using Gateway.Policies.Plans;

namespace Gateway.Policies.Admission;

/// <summary>
/// What one of several replicas may use of a limit while the shared books do not answer.
/// At first what it had when they were last heard of, and its part of what was free then: if all saw the same, these parts
/// make up the figure exactly, however unevenly it was taken, and nobody needs to stop anything. Later the parts even out:
/// who has more than an equal share stops refilling it, and well after that who has less may use its equal share, except
/// what others were seen to hold for long.
/// </summary>
/// <param name="Replicas">Replicas that were alive; at least 1.</param>
/// <param name="Place">This one's place among them, from 0; the first get what cannot be divided.</param>
/// <param name="Lifetime">How long a lease lives unrenewed; work that is not a session has ended by then.</param>
/// <param name="Window">How long a request counts.</param>
public sealed record OutageShare(int Replicas, int Place, TimeSpan Lifetime, TimeSpan Window)
{
    /// <summary>The figures for this replica.</summary>
    /// <param name="limits">The figures for all.</param>
    /// <param name="own">What this replica had.</param>
    /// <param name="all">What all had together; null when that was never seen: then it is an equal share, or what it had.</param>
    /// <param name="lasting">What others were seen to hold for long.</param>
    /// <param name="since">How long the books have been away.</param>
    public LimitSet Of(LimitSet limits, LevelUse own, LevelUse? all, LevelUse lasting, TimeSpan since) => limits with
    {
        // What was admitted in the last minute counts to its end, so the minute evens out that much later.
        RequestsPerMinute = Of(limits.RequestsPerMinute, own.Requests, all?.Requests, 0, since, Lifetime + Window),
        Slots = Of(limits.Slots, own.Slots, all?.Slots, lasting.Slots, since, Lifetime * 2),
        Sockets = Of(limits.Sockets, own.Sockets, all?.Sockets, lasting.Sockets, since, Lifetime * 2),
    };

    private int? Of(int? figure, int own, int? all, int lasting, TimeSpan since, TimeSpan even)
    {
        if (figure is not { } cap)
            return null;
        var equal = PartOf(cap);
        if (all is not { } taken)
            return Math.Max(own, equal);
        var first = own + PartOf(cap - Math.Max(taken, own));
        return since < Lifetime ? first
            : since < even ? Math.Min(first, equal)
            : Math.Max(0, Math.Min(equal, cap - lasting));
    }

    private int PartOf(int free) => free <= 0 ? 0 : (free / Replicas) + (Place < free % Replicas ? 1 : 0);
}
