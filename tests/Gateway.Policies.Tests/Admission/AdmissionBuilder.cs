using Gateway.Policies.Plans;

namespace Gateway.Policies.Admission;

/// <summary>Makes requests of which only what matters is said.</summary>
internal static class AdmissionBuilder
{
    private static int Ids;

    public static AdmissionRequest Work(
        LimitSet? pool = null,
        string poolId = "chat",
        string team = "blue",
        LimitSet? teamLimits = null,
        string? key = null,
        LimitSet? keyLimits = null,
        AdmissionUnits units = AdmissionUnits.Request | AdmissionUnits.Slot,
        TimeSpan maxWait = default,
        Lane lane = Lane.Interactive,
        double weight = 1,
        string? id = null) => new()
        {
            Id = id ?? $"work-{Interlocked.Increment(ref Ids)}",
            Account = "main",
            Levels =
            [
                new(LimitLevel.Account, poolId, pool ?? LimitSet.None),
                new(LimitLevel.Team, team, teamLimits ?? LimitSet.None),
                new(LimitLevel.Key, key ?? team + "-key", keyLimits ?? LimitSet.None),
            ],
            Units = units,
            Team = team,
            Weight = weight,
            Lane = lane,
            MaxWait = maxWait,
        };

    public static LimitSet Slots(int slots) => new() { Slots = slots };

    public static LimitSet PerMinute(int requests) => new() { RequestsPerMinute = requests };
}
