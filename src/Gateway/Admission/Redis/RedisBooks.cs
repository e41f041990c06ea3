using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Gateway.Policies.Admission;
using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>
/// The shared books as this replica reads and writes them: one script call each, on the server's clock. Says what Redis
/// says; what to do when it does not answer is decided elsewhere. Thread-safe.
/// </summary>
internal sealed class RedisBooks(IDatabaseAsync database, RedisKeys keys, AdmissionRules rules, RedisBooksSettings settings, TimeProvider time)
{
    private const int CommonArguments = 9;

    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    /// <summary>For tests that move the clock of the books themselves; null: the server's clock.</summary>
    internal Func<long>? Clock { get; init; }

    /// <summary>Asks to begin. Safe to repeat with the same id; without a wait it also ends one.</summary>
    public async Task<AdmitReply> AdmitAsync(AdmissionRequest request, TimeSpan maxWait)
    {
        var account = AccountOf(request.Account);
        var arguments = Arguments(account, 9);
        arguments[CommonArguments] = request.Id;
        arguments[CommonArguments + 1] = BookWords.Units(request.Units);
        arguments[CommonArguments + 2] = BookWords.Lane(request.Lane);
        arguments[CommonArguments + 3] = BookWords.Clean(request.Team);
        arguments[CommonArguments + 4] = request.Weight.ToString("R", CultureInfo.InvariantCulture);
        arguments[CommonArguments + 5] = BookWords.Milliseconds(maxWait);
        arguments[CommonArguments + 6] = rules.MaxQueueDepth;
        arguments[CommonArguments + 7] = BookWords.Levels(request.Levels);
        arguments[CommonArguments + 8] = BookWords.Figures(request.Levels);

        var reply = (RedisResult[])(await RedisScript.Admit.RunAsync(database, account.Keys, arguments))!;
        var words = (string[])reply[0]!;
        var status = BookWords.Status(words[0]);
        // Books that are not complete are known only once everything held has been brought to them.
        if (status is not AdmitStatus.BooksIncomplete)
            account.Epoch = (string)reply[2]!;
        return new(status, status is AdmitStatus.Admitted or AdmitStatus.Refused ? BookWords.Decision(words) : default, BookWords.NextChange(reply[1]));
    }

    /// <summary>Gives back what ids hold, or ends their waits.</summary>
    /// <returns>When the books may give turns by time alone; null: nothing waits for that.</returns>
    public async Task<TimeSpan?> ReleaseAsync(string accountName, IReadOnlyList<(string Id, bool Unused)> works)
    {
        var account = AccountOf(accountName);
        var arguments = Arguments(account, 2 * works.Count);
        for (var i = 0; i < works.Count; i++)
        {
            arguments[CommonArguments + (2 * i)] = works[i].Id;
            arguments[CommonArguments + (2 * i) + 1] = works[i].Unused ? "1" : "";
        }
        return BookWords.NextChange(await RedisScript.Release.RunAsync(database, account.Keys, arguments));
    }

    /// <summary>Counts the request of a lease from now on.</summary>
    public async Task<bool> LeftLateAsync(string accountName, string id)
    {
        var account = AccountOf(accountName);
        var arguments = Arguments(account, 1);
        arguments[CommonArguments] = id;
        return (bool)await RedisScript.Late.RunAsync(database, account.Keys, arguments);
    }

    /// <summary>The upstream refused work that was let in.</summary>
    public async Task<bool> RefusedAsync(string accountName, string id, LimitKind limit)
    {
        var account = AccountOf(accountName);
        var arguments = Arguments(account, 2);
        arguments[CommonArguments] = id;
        arguments[CommonArguments + 1] = limit is LimitKind.RequestsPerMinute ? "r" : "s";
        return (bool)await RedisScript.Refused.RunAsync(database, account.Keys, arguments);
    }

    /// <summary>Gives a sign of life and looks after all that this replica has in the books.</summary>
    public async Task<TendReply> TendAsync(string accountName, TendMode mode, int replicas, IReadOnlyCollection<LeaseNote> leases, IReadOnlyCollection<PastRequest> past, IReadOnlyCollection<string> waiters, IReadOnlyCollection<Reservation> reserved)
    {
        var account = AccountOf(accountName);
        var arguments = Arguments(account, 6 + (leases.Count * 6) + (past.Count * 4) + waiters.Count + (reserved.Count * 4));
        var at = CommonArguments;
        arguments[at++] = BookWords.Mode(mode);
        arguments[at++] = replicas;
        arguments[at++] = past.Count;
        foreach (var request in past)
        {
            arguments[at++] = request.Id;
            arguments[at++] = BookWords.Milliseconds(time.GetElapsedTime(request.At));
            arguments[at++] = request.Levels;
            arguments[at++] = request.IsUntold ? "1" : "";
        }
        arguments[at++] = leases.Count;
        foreach (var (request, age, untold) in leases)
        {
            arguments[at++] = request.Id;
            arguments[at++] = BookWords.Milliseconds(age);
            arguments[at++] = BookWords.Units(request.Units);
            arguments[at++] = BookWords.Clean(request.Team);
            arguments[at++] = BookWords.Levels(request.Levels);
            arguments[at++] = untold ? "1" : "";
        }
        arguments[at++] = waiters.Count;
        foreach (var id in waiters)
            arguments[at++] = id;
        arguments[at++] = reserved.Count;
        foreach (var (level, use) in reserved)
        {
            arguments[at++] = level;
            arguments[at++] = use.Slots;
            arguments[at++] = use.Sockets;
            arguments[at++] = use.Requests;
        }

        var reply = (RedisResult[])(await RedisScript.Tend.RunAsync(database, account.Keys, arguments))!;
        var epoch = (string)reply[0]!;
        if (epoch.Length > 0)
            account.Epoch = epoch;
        return new()
        {
            Accepted = epoch.Length > 0,
            Shut = TimeSpan.FromMilliseconds((long)reply[1]),
            NextChange = BookWords.NextChange(reply[2]),
            Replicas = (int)reply[3],
            Place = (int)reply[4],
            Gone = (string[])reply[5]!,
            Granted = [.. ((RedisResult[])reply[6]!).Select(granted => Granted((string[])granted!))],
            Unknown = (string[])reply[7]!,
            Pools = [.. ((RedisResult[])reply[8]!).Select(pool => BookWords.Picture((string[])pool!, (long)reply[9]))],
            Expired = (long)reply[10],
        };
    }

    /// <summary>The pools in use, by id.</summary>
    public async Task<ImmutableArray<PoolView>> ViewAsync(string accountName)
    {
        var account = AccountOf(accountName);
        var reply = (RedisResult[])(await RedisScript.View.RunAsync(database, account.Keys, Arguments(account, 0)))!;
        return BookView.Read((RedisResult[])reply[1]!, (RedisResult[])reply[2]!, (RedisResult[])reply[3]!);
    }

    private static (string, AdmissionDecision) Granted(string[] words) => (words[0], BookWords.Decision(words.AsSpan(1)));

    private Account AccountOf(string name) => _accounts.GetOrAdd(name, static (name, keys) => new(keys.Of(name)), keys);

    private RedisValue[] Arguments(Account account, int own)
    {
        var arguments = new RedisValue[CommonArguments + own];
        arguments[0] = Clock?.Invoke() ?? RedisValue.EmptyString;
        arguments[1] = settings.WindowMilliseconds;
        arguments[2] = settings.Replica;
        arguments[3] = settings.LifetimeMilliseconds;
        arguments[4] = account.Epoch;
        arguments[5] = settings.SilenceMilliseconds;
        arguments[6] = settings.TurnsBeforeBatch;
        arguments[7] = keys.ChannelPrefix;
        arguments[8] = settings.SettleMilliseconds;
        return arguments;
    }

    private sealed class Account(RedisKey[] keys)
    {
        public RedisKey[] Keys => keys;

        /// <summary>The life of the books that this replica has brought everything to.</summary>
        public volatile string Epoch = "";
    }
}
