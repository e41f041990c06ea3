using System.Collections.Concurrent;

namespace Gateway.Admission.Redis;

/// <summary>Releases of one account on their way to the books: what they do not answer to is kept for later. Thread-safe.</summary>
/// <param name="account">Name of the account.</param>
/// <param name="books">The shared books.</param>
/// <param name="contact">Whether they answer.</param>
/// <param name="alarm">Set when a release lets turns be given later.</param>
internal sealed class ReleaseOutbox(string account, RedisBooks books, RedisContact contact, TurnAlarm alarm)
{
    /// <summary>Releases that one script call takes: some milliseconds of the server's time.</summary>
    public const int AtOnce = 100;

    /// <summary>Releases kept; beyond it leases end by expiry.</summary>
    private const int MaxKept = 100_000;

    private readonly ConcurrentQueue<(string Id, bool Unused)> _kept = new();

    public bool IsEmpty => _kept.IsEmpty;

    /// <summary>Keeps a release; a lease that nobody ends so expires.</summary>
    /// <param name="id">The work.</param>
    /// <param name="unused">Whether it never reached the upstream.</param>
    public void Add(string id, bool unused)
    {
        if (_kept.Count < MaxKept)
            _kept.Enqueue((id, unused));
    }

    /// <summary>Keeps releases.</summary>
    public void Add(List<(string Id, bool Unused)> releases) => releases.ForEach(release => Add(release.Id, release.Unused));

    /// <summary>Takes out what is kept, the oldest first: whoever does so delivers it.</summary>
    public List<(string Id, bool Unused)> Take(int most)
    {
        var releases = new List<(string, bool)>();
        while (releases.Count < most && _kept.TryDequeue(out var release))
            releases.Add(release);
        return releases;
    }

    /// <summary>Tells the books what was given back; what they do not answer to is kept.</summary>
    /// <param name="phase">The phase that it is for.</param>
    /// <param name="releases">What was given back.</param>
    public async ValueTask DeliverAsync(ContactPhase phase, List<(string Id, bool Unused)> releases)
    {
        for (var at = 0; at < releases.Count; at += AtOnce)
        {
            var some = releases.GetRange(at, Math.Min(AtOnce, releases.Count - at));
            var (answered, nextChange) = await contact.AskAsync(phase, static ask => ask.books.ReleaseAsync(ask.account, ask.some), (books, account, some));
            if (!answered)
            {
                Add(releases[at..]);
                return;
            }
            alarm.Set(nextChange);
        }
    }
}
