using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Gateway.Relay.Sessions;

/// <summary>The register of live sockets: bounded, listed, and ended from outside. Thread-safe.</summary>
internal sealed class RelaySessions(IOptions<RelayOptions> options)
{
    private readonly ConcurrentDictionary<string, LiveSession> _live = new(StringComparer.Ordinal);
    private int _places;

    /// <summary>Sockets that are open or being opened.</summary>
    public int Count => Volatile.Read(ref _places);

    /// <summary>The sessions now.</summary>
    public IEnumerable<LiveSession> Live => _live.Values;

    /// <summary>What may be shown of them.</summary>
    public IReadOnlyList<RelaySessionInfo> List() => [.. _live.Values.Select(s => s.Info)];

    /// <summary>Takes a place for a socket; given back by <see cref="Leave"/>.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _places) <= options.Value.MaxSessions)
            return true;
        Leave();
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _places);

    /// <summary>A session begins.</summary>
    public void Add(LiveSession session) => _live[session.Info.Id] = session;

    /// <summary>A session is over.</summary>
    public void Remove(LiveSession session) => _live.TryRemove(session.Info.Id, out _);

    /// <summary>Ends one session; both peers get a close frame.</summary>
    /// <param name="id">Its <see cref="RelaySessionInfo.Id"/>.</param>
    /// <param name="ending">How.</param>
    /// <returns>False when there is no such session.</returns>
    public bool End(string id, RelayEnding ending)
    {
        if (!_live.TryGetValue(id, out var live))
            return false;
        live.Session.End(ending);
        return true;
    }
}
