using System.ComponentModel.DataAnnotations;
using Gateway.Admission.Redis;
using Gateway.Policies.Admission;

namespace Gateway.Admission;

/// <summary>How callers wait for capacity, and how long what they hold stays theirs.</summary>
public sealed class AdmissionOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Admission";

    /// <summary>How long a caller waits for its turn that does not say (<c>X-Gateway-Max-Wait</c>).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DefaultMaxWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest a caller may choose to wait, where its key names no other bound.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxWaitBound { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How many callers of one team may wait for one pool.</summary>
    [Range(0, 100_000)]
    public int MaxQueueDepth { get; set; } = 2000;

    /// <summary>The part of the turns in a pool that batch work gets at least while it waits.</summary>
    [Range(0.001, 1)]
    public double BatchShare { get; set; } = 0.1;

    /// <summary>
    /// Added to the minute of every requests-per-minute figure. The upstream counts arrivals and we count departures; this
    /// covers the difference between a slow way there and a fast one a minute later.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan MinuteGuard { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>After so long all slots of a replica that died are in use again. Must outlast a short outage of Redis.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:05:00")]
    public TimeSpan SlotLifetime { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a replica renews what it holds; at most a third of <see cref="SlotLifetime"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:01:00")]
    public TimeSpan RenewInterval { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Longest time a decision waits for Redis; beyond it the replica decides for its share. A third of it is for the answer,
    /// the rest for finding out whether Redis is away or this process is late.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:00:05")]
    public TimeSpan DecisionBudget { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>What an account does while Redis does not answer.</summary>
    public OutageMode WhenRedisIsAway { get; set; } = OutageMode.Degraded;

    /// <summary>The same for single accounts, by name.</summary>
    public IDictionary<string, OutageMode> WhenRedisIsAwayByAccount { get; } = new Dictionary<string, OutageMode>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Name of this replica among those that share a Redis; two live processes must not have the same. Empty: machine name
    /// and addresses.
    /// </summary>
    public string Replica { get; set; } = "";

    /// <summary>Replicas to share with when Redis was never reached since the start.</summary>
    [Range(1, 1000)]
    public int Replicas { get; set; } = 1;

    internal OutageMode OutageModeOf(string account) => WhenRedisIsAwayByAccount.TryGetValue(account, out var mode) ? mode : WhenRedisIsAway;

    /// <summary>
    /// Who takes longer than this to leave for the upstream counts from that moment on; the rest of
    /// <see cref="MinuteGuard"/> is for the way. Never so short that every call would tell.
    /// </summary>
    internal TimeSpan LateAfter => TimeSpan.FromTicks(Math.Max(MinuteGuard.Ticks / 2, TimeSpan.FromMilliseconds(50).Ticks));

    /// <summary>How long a lease lives unrenewed. The rest of <see cref="SlotLifetime"/> is for handing its slot over.</summary>
    internal TimeSpan LeaseLife => SlotLifetime - TimeSpan.FromSeconds(0.5);

    internal RedisBooksSettings BooksSettings(string replica) => new(
        replica,
        (long)Rules.Window.TotalMilliseconds,
        (long)LeaseLife.TotalMilliseconds,
        SilenceMilliseconds: (long)((RenewInterval * 2) + TimeSpan.FromSeconds(1)).TotalMilliseconds,
        SettleMilliseconds: (long)(RenewInterval + TimeSpan.FromSeconds(4)).TotalMilliseconds,
        Rules.TurnsBeforeBatch);

    /// <summary>For tests that cannot move the clock.</summary>
    internal TimeSpan MinuteLength { get; set; } = AdmissionRules.Minute;

    internal AdmissionRules Rules => new() { MinuteLength = MinuteLength, MinuteGuard = MinuteGuard, MaxQueueDepth = MaxQueueDepth, BatchShare = BatchShare };
}
