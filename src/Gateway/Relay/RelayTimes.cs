namespace Gateway.Relay;

/// <summary>The times of a session in ticks of the one clock that looks after all of them.</summary>
/// <param name="PingAfter">Silence before a ping.</param>
/// <param name="LostAfter">Silence before a peer counts as gone.</param>
/// <param name="StalledAfter">Time for a write.</param>
/// <param name="IdleAfter">Time without a message in either direction; 0 for ever.</param>
internal readonly record struct RelayTimes(int PingAfter, int LostAfter, int StalledAfter, int IdleAfter)
{
    /// <summary>
    /// How often each session is looked after: fine enough for times of seconds, and one wake-up for all sockets instead
    /// of one for each.
    /// </summary>
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Rounds up, so that nobody is cut early.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="idle">Time without a message; zero for ever.</param>
    public static RelayTimes Of(RelayOptions options, TimeSpan idle) =>
        new(Ticks(options.PingInterval), Ticks(options.PeerTimeout), Ticks(options.WriteTimeout), Ticks(idle));

    private static int Ticks(TimeSpan time) => (int)Math.Min(int.MaxValue, Math.Ceiling(time / Tick));
}
