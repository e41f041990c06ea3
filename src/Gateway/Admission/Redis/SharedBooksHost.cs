namespace Gateway.Admission.Redis;

/// <summary>Starts and stops the shared books with the process, where there are any.</summary>
/// <param name="store">The store; null without Redis.</param>
/// <param name="metrics">Told when the process starts.</param>
internal sealed class SharedBooksHost(RedisAdmissionStore? store, AdmissionMetrics metrics) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Begin();
        return store?.StartAsync(cancellationToken) ?? Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => store?.StopAsync(cancellationToken) ?? Task.CompletedTask;
}
