using Microsoft.Extensions.Options;

namespace Gateway.Metering.Reconciliation;

/// <summary>Compares the last whole hours with the upstream's figures, as often as the settings say; never, unless they do.</summary>
internal sealed class ReconciliationJob(Reconciler reconciler, IOptions<MeteringOptions> options, TimeProvider time) : BackgroundService
{
    /// <summary>Hours that are compared.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.ReconcileInterval <= TimeSpan.Zero)
            return;
        using var timer = new PeriodicTimer(options.Value.ReconcileInterval, time);
        try
        {
            do
            {
                var now = time.GetUtcNow();
                var hour = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerHour));
                // Without a database nothing can be compared; the next time it may be there.
                await reconciler.RunAsync(hour - Span, hour, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }
}
