using Waves.Simulator.Limits;

namespace Waves.Simulator.Wire;

/// <summary>The answer to <c>x-expire-content: true</c> (contract 7.2): absent unless asked for.</summary>
internal static class ContentExpiry
{
    public static void Answer(Call call, PlanLimits limits)
    {
        if (call.Context.Request.Headers["x-expire-content"] == "true")
            call.Context.Response.Headers["x-content-expiry"] = limits.ExpiringContent ? "applied" : "not-entitled";
    }
}
