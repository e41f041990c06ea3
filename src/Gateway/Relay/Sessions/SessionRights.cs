using Gateway.Policies.Keys;

namespace Gateway.Relay.Sessions;

/// <summary>
/// Ends sockets whose key was withdrawn. Looks at the sockets when the keys have changed, so that a revocation reaches
/// them within the second that it is promised for; what only time brings, an expiry, is found by <see cref="RelayClock"/>.
/// </summary>
internal sealed class SessionRights(RelaySessions sessions, IVirtualKeyDirectory keys, TimeProvider time) : BackgroundService
{
    /// <summary>How often it asks whether the keys have changed, which costs a comparison.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private long _seen = -1;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Glance, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var snapshot = keys.Current;
            if (snapshot.Version == _seen)
                continue;
            _seen = snapshot.Version;
            EndWithdrawn();
        }
    }

    /// <summary>Ends every socket whose key is not in force now.</summary>
    public void EndWithdrawn()
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
