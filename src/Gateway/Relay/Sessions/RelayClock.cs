using Gateway.Policies.Keys;

namespace Gateway.Relay.Sessions;

/// <summary>
/// The one clock of all sockets: looks after the peers of each, and after keys that were withdrawn meanwhile. One
/// wake-up a second however many sockets there are.
/// </summary>
internal sealed class RelayClock(RelaySessions sessions, IVirtualKeyDirectory keys, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RelayTimes.Tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Tick();
    }

    /// <summary>Looks after every session once.</summary>
    public void Tick()
    {
        var now = time.GetUtcNow();
        foreach (var live in sessions.Live)
        {
            live.Session.Tick();
            if (live.Info.EndsAt <= now)
                live.Session.End(RelayEnding.Revoked("session limit reached"));
        }
        LookAfterKeys();
    }

    /// <summary>A key can be withdrawn at any moment, and run out at any moment.</summary>
    private void LookAfterKeys()
    {
        var snapshot = keys.Current;
        if (!snapshot.IsComplete)
            return;
        var now = time.GetUtcNow();
        foreach (var live in sessions.Live)
        {
            // Keys that no directory holds (anonymous callers, where they are allowed) cannot be withdrawn.
            if (live.Info.KeyId is { } id && snapshot.FindById(id) is { } key && !key.IsActive(now))
                live.Session.End(RelayEnding.Revoked("forbidden"));
        }
    }
}
