using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace Gateway.Relay.Sessions;

/// <summary>
/// Brings all sockets to their end when the process is told to stop, before the listeners close: what runs may finish,
/// for as long as <see cref="RelayOptions.DrainTimeout"/> allows; a second signal ends it at once. New sockets are turned
/// away at the edge meanwhile.
/// </summary>
internal sealed class RelayDrain(
    RelaySessions sessions, IHostApplicationLifetime lifetime, IOptions<RelayOptions> options, TimeProvider time, ILogger<RelayDrain> logger)
    : IHostedLifecycleService, IDisposable
{
    /// <summary>How often it looks whether the last socket is gone.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _hurry = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private volatile bool _draining;

    /// <summary>Whether sockets are being drained.</summary>
    public bool IsDraining => _draining;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        // A signal has said so already; a host that is stopped by a call says it only after this, and new work would still come.
        lifetime.StopApplication();
        logger.Draining(sessions.Count, options.Value.DrainTimeout);
        // A session that is being opened now is found by a later glance.
        var asked = new HashSet<LiveSession>(ReferenceEqualityComparer.Instance);
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _hurry.Token);
        using var timeout = new CancellationTokenSource(options.Value.DrainTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(hurry.Token, timeout.Token);
        while (sessions.Count > 0 && !either.IsCancellationRequested)
        {
            foreach (var live in sessions.Live)
            {
                if (asked.Add(live))
                    live.Conversation.Drain(live.EndForRestart);
            }
            await Task.Delay(Glance, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await EndAllAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _hurry.Dispose();
    }

    /// <summary>The time is up: everyone gets a close frame, and the moment that parting takes.</summary>
    private async Task EndAllAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        while (sessions.Count > 0 && !cancellationToken.IsCancellationRequested)
        {
            foreach (var live in sessions.Live)
            {
                if (live.Session.IsEnding)
                    continue;
                ended++;
                live.EndForRestart();
            }
            await Task.Delay(Glance, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        logger.Drained(ended);
    }

    /// <summary>The first signal is the host's to handle; the second says that waiting is over.</summary>
    private void OnSignal(PosixSignalContext context)
    {
        if (_draining)
            _hurry.Cancel();
    }
}
