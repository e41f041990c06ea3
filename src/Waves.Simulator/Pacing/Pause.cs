namespace Waves.Simulator.Pacing;

/// <summary>A wait that costs nothing when there is nothing to wait for.</summary>
internal static class Pause
{
    public static Task ForAsync(TimeSpan wait, TimeProvider time, CancellationToken cancellationToken) =>
        wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
}
