using System.Runtime.InteropServices;

namespace Gateway.Policies.Admission;

/// <summary>
/// Weighted turns between teams (start-time fair queueing): each turn moves a team's finish time on by 1/weight, and the
/// team with the lowest start time is next. Who was idle, or held up by limits of its own, starts from the clock's time:
/// nobody saves turns up. Not thread-safe.
/// </summary>
internal sealed class FairClock
{
    private readonly Dictionary<string, double> _finish = new(StringComparer.Ordinal);
    private double _now;

    /// <summary>Start time of a team's next turn; the lowest is served first.</summary>
    public double StartOf(string team) => Math.Max(_now, _finish.GetValueOrDefault(team));

    /// <summary>A team has its turn.</summary>
    /// <param name="team">Whose turn.</param>
    /// <param name="weight">Its share relative to others; above 0.</param>
    public void Serve(string team, double weight)
    {
        ref var finish = ref CollectionsMarshal.GetValueRefOrAddDefault(_finish, team, out _);
        _now = Math.Max(_now, finish);
        finish = _now + (1 / weight);
    }

    /// <summary>Drops teams whose past no longer matters.</summary>
    public void Forget()
    {
        foreach (var (team, finish) in _finish)
        {
            if (finish <= _now)
                _finish.Remove(team);
        }
    }
}
