using Gateway.Admission;
using Gateway.Edge;

namespace Gateway.Telemetry;

/// <summary>The time that one request has spent in each stage so far. Only some requests have one. Not thread-safe.</summary>
internal sealed class StageClock(OverheadMetrics metrics, TimeProvider time)
{
    private long _since = time.GetTimestamp();
    private int _passed = -1;

    /// <summary>A request leaves a stage; does nothing for one that is not measured.</summary>
    public static void Passed(HttpContext context, Stage stage) => context.Find<StageClock>()?.Passed(stage, TimeSpan.Zero);

    /// <summary>It leaves admission; the queue is the plan's doing and has a signal of its own.</summary>
    public static void Admitted(HttpContext context) =>
        context.Find<StageClock>()?.Passed(Stage.Admission, context.Find<IAdmissionFeature>()?.Decision.Queued ?? default);

    private void Passed(Stage stage, TimeSpan waited)
    {
        // A request that is tried again at another address leaves its last stage more than once.
        if ((int)stage <= _passed)
            return;
        _passed = (int)stage;
        var now = time.GetTimestamp();
        metrics.Took(stage, time.GetElapsedTime(_since, now) - waited);
        _since = now;
    }
}
