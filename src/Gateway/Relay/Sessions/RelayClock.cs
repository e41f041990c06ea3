namespace Gateway.Relay.Sessions;

/// <summary>
/// The one clock of all sockets: looks after the peers of each, and after keys that ran out meanwhile. One
/// wake-up a second however many sockets there are.
/// </summary>
internal sealed class RelayClock(RelaySessions sessions, SessionRights rights, TimeProvider time) : BackgroundService
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
        rights.EndWithdrawn();
    }
}
