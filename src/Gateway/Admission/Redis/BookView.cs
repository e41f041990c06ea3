using System.Collections.Immutable;
using Gateway.Policies.Admission;
using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>Turns what <c>view.lua</c> shows into the model of operators.</summary>
internal static class BookView
{
    /// <param name="pools">Level, figures, slots, sockets, requests, learned requests a minute, learned slots.</param>
    /// <param name="leases">Replica, units, team, level of the pool.</param>
    /// <param name="lines">Lane, team, level of the pool, how many wait, milliseconds the first has waited.</param>
    public static ImmutableArray<PoolView> Read(RedisResult[] pools, RedisResult[] leases, RedisResult[] lines)
    {
        var teams = new Dictionary<(string Pool, string Team), TeamView>();
        foreach (var lease in leases)
        {
            if ((string[])lease! is not [_, var units, var team, var pool])
                continue;
            var view = teams.GetValueOrDefault((pool, team)) ?? new() { Team = team };
            teams[(pool, team)] = view with { Slots = view.Slots + (units.Contains('S') ? 1 : 0), Sockets = view.Sockets + (units.Contains('K') ? 1 : 0) };
        }
        foreach (var line in lines)
        {
            if ((string[])line! is not [_, var team, var pool, var count, var waited])
                continue;
            var view = teams.GetValueOrDefault((pool, team)) ?? new() { Team = team };
            var oldest = BookWords.Time(waited);
            teams[(pool, team)] = view with { Waiting = view.Waiting + BookWords.Integer(count), OldestWait = oldest > view.OldestWait ? oldest : view.OldestWait };
        }
        return [.. pools.Select(pool => Read((string[])pool!, teams)).OrderBy(pool => pool.Id, StringComparer.Ordinal)];
    }

    private static int? Learned(string word) => word.Length > 0 ? BookWords.Integer(word) : null;

    private static PoolView Read(string[] pool, Dictionary<(string Pool, string Team), TeamView> teams)
    {
        var own = teams.Where(team => team.Key.Pool == pool[0]).Select(team => team.Value).OrderBy(team => team.Team, StringComparer.Ordinal).ToImmutableArray();
        return new()
        {
            Id = pool[0]["a:".Length..],
            Limits = BookWords.Limits(pool[1]),
            Slots = BookWords.Integer(pool[2]),
            Sockets = BookWords.Integer(pool[3]),
            Requests = BookWords.Integer(pool[4]),
            LearnedRequests = Learned(pool[5]),
            LearnedSlots = Learned(pool[6]),
            Waiting = own.Sum(team => team.Waiting),
            OldestWait = own.Select(team => team.OldestWait).DefaultIfEmpty().Max(),
            Teams = own,
        };
    }
}
