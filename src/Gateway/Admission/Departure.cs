using Gateway.Policies.Admission;

namespace Gateway.Admission;

/// <summary>
/// Sees to it that work which leaves for the upstream long after it was let in counts from then on: the upstream counts
/// arrivals. What is long the guard of the minute does not cover (a connection that had to be made, a busy machine).
/// </summary>
/// <param name="Asked">When admission was asked for, which is before it was decided and thus safe.</param>
/// <param name="LateAfter">The longest that the guard covers.</param>
/// <param name="Time">The clock of <paramref name="Asked"/>.</param>
internal readonly record struct Departure(long Asked, TimeSpan LateAfter, TimeProvider Time)
{
    /// <summary>It leaves now.</summary>
    public void Leaves(IAdmissionStore store, AdmissionRequest request, in AdmissionDecision decision)
    {
        if (Time.GetElapsedTime(Asked) - decision.Queued <= LateAfter || !CountsInAMinute(request))
            return;
        // Nobody waits for it: the books have most of a minute to hear of it, and the store never fails.
        _ = store.LeftLateAsync(request.Account, request.Id).AsTask();
    }

    private static bool CountsInAMinute(AdmissionRequest request) =>
        request.Units.Takes(AdmissionUnits.Request) && request.Levels.Any(level => level.Limits.RequestsPerMinute is not null);
}
