using System.Runtime.CompilerServices;
using Gateway.Admission;
using Gateway.Edge;

namespace Gateway.Telemetry;

/// <summary>The time that one request has spent in each stage so far. Only some requests have one. Not thread-safe.</summary>
internal sealed class StageClock(OverheadMetrics metrics, Recordings recordings, TimeProvider time)
{
    private const int Stages = (int)Stage.Forwarding + 1;

    private Times _times;
    private long _since = time.GetTimestamp();
    private int _passed;
    private bool _isFinished;

    [InlineArray(Stages)]
    private struct Times
    {
        private TimeSpan _first;
    }

    /// <summary>A request leaves a stage; does nothing for one that is not measured.</summary>
    public static void Passed(HttpContext context, Stage stage) => context.Find<StageClock>()?.Passed(stage, TimeSpan.Zero);

    /// <summary>It leaves admission; the queue is the plan's doing and has a signal of its own.</summary>
    public static void Admitted(HttpContext context) =>
        context.Find<StageClock>()?.Passed(Stage.Admission, context.Find<IAdmissionFeature>()?.Decision.Queued ?? default);

    /// <summary>It is over, wherever it came to.</summary>
    public static void Finish(HttpContext context) => context.Find<StageClock>()?.Finish();

    private void Passed(Stage stage, TimeSpan waited)
    {
        // A request that is tried again at another address leaves its last stage more than once.
        if ((int)stage < _passed)
            return;
        var now = time.GetTimestamp();
        _times[(int)stage] = time.GetElapsedTime(_since, now) - waited;
        _since = now;
        _passed = (int)stage + 1;
        // A socket lives on for long.
        if (_passed == Stages)
            Finish();
    }

    private void Finish()
    {
        if (_isFinished)
            return;
        _isFinished = true;
        recordings.Post(this, static clock => ((StageClock)clock).Record());
    }

    private void Record()
    {
        for (var stage = 0; stage < _passed; stage++)
            metrics.Took((Stage)stage, _times[stage]);
    }
}
