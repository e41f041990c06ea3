using Gateway.Policies.Plans;

namespace Gateway.Upstream;

/// <summary>Figures of one pool. A missing one keeps the plan's; <c>-1</c> lifts it.</summary>
public sealed class PoolOptions
{
    /// <summary>Requests in any 60 s.</summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Pieces of work at once.</summary>
    public int? Slots { get; set; }

    /// <summary>Open TTS sockets at once.</summary>
    public int? Sockets { get; set; }

    /// <summary>Count and report, refuse nothing.</summary>
    public bool? Shadow { get; set; }

    /// <summary>Lays these figures over a plan's.</summary>
    public LimitSet Over(LimitSet plan) => new()
    {
        RequestsPerMinute = Pick(RequestsPerMinute, plan.RequestsPerMinute),
        Slots = Pick(Slots, plan.Slots),
        // The published rule ties sockets to slots (waves-api 6.1); an operator who only buys more slots gets its sockets too.
        Sockets = Sockets is null && Slots is > 0 && plan.Sockets is not null
            ? Slots * PlanPresets.SocketsPerTtsSlot
            : Pick(Sockets, plan.Sockets),
        Shadow = Shadow ?? plan.Shadow,
    };

    private static int? Pick(int? mine, int? plans) => mine switch { null => plans, < 0 => null, _ => mine };
}
