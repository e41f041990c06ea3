using System.Collections.Immutable;
using System.Globalization;
using Gateway.Policies.Admission;
using Gateway.Policies.Plans;
using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>How the scripts spell things (book.lua).</summary>
internal static class BookWords
{
    /// <summary>Between fields.</summary>
    public const char Unit = '\u001f';

    /// <summary>Between levels.</summary>
    public const char Record = '\u001e';

    /// <summary>Between the parts of a message.</summary>
    public const char Group = '\u001d';

    /// <summary>A name without control characters: they separate.</summary>
    public static string Clean(string name) =>
        name.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 ? name : string.Concat(name.Select(c => c < ' ' ? '_' : c));

    public static string Level(LimitLevel level, string id) => level switch
    {
        LimitLevel.Account => "a:",
        LimitLevel.Team => "t:",
        _ => "k:",
    } + Clean(id);

    public static string Levels(ImmutableArray<AdmissionLevel> levels) => string.Join(Record, levels.Select(level => Level(level.Level, level.Id)));

    public static string Figures(ImmutableArray<AdmissionLevel> levels) => string.Join(Record, levels.Select(level => Figures(level.Limits)));

    public static string Units(AdmissionUnits units) =>
        (units.Takes(AdmissionUnits.Request) ? "R" : "") + (units.Takes(AdmissionUnits.Slot) ? "S" : "") + (units.Takes(AdmissionUnits.Socket) ? "K" : "");

    public static string Lane(Lane lane) => lane is Policies.Admission.Lane.Batch ? "b" : "i";

    public static string Mode(TendMode mode) => mode switch
    {
        TendMode.Merge or TendMode.Return => "merge",
        TendMode.Join => "join",
        TendMode.JoinLate => "late",
        _ => "renew",
    };

    public static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    /// <summary>A decision as <c>turns.lua</c> spells it: status, limit, level, figure, minute's figure, remaining, reset, retry after, queued, the limit and the level that only count and would have held it up.</summary>
    public static AdmissionDecision Decision(ReadOnlySpan<string> words) => new()
    {
        Admitted = words[0] == "A",
        Limit = LimitOf(words[1]),
        Level = LevelOf(words[2]),
        Figure = Integer(words[3]),
        RequestFigure = Integer(words[4]),
        RemainingRequests = Integer(words[5]),
        ResetRequests = Time(words[6]),
        RetryAfter = Time(words[7]),
        Queued = Time(words[8]),
        ShadowLimit = LimitOf(words[9]),
        ShadowLevel = LevelOf(words[10]),
    };

    public static AdmitStatus Status(string word) => word switch
    {
        "A" => AdmitStatus.Admitted,
        "R" => AdmitStatus.Refused,
        "W" => AdmitStatus.Waits,
        _ => AdmitStatus.BooksIncomplete,
    };

    public static TimeSpan? NextChange(RedisResult word) => (long)word is >= 0 and var milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    /// <summary>A pool in the answer to a sign of life: level, what is taken, slots and sockets that others have held for long.</summary>
    public static LevelPicture Picture(string[] words, long telling) =>
        new(words[0], Use(words[1]), new LevelUse(Integer(words[2]), Integer(words[3]), 0), telling);

    /// <summary>A pool of which more is taken than was told: how often growth was told, level, what is taken.</summary>
    public static LevelPicture Growth(string telling, string level, string use) =>
        new(level, Use(use), null, long.Parse(telling, CultureInfo.InvariantCulture));

    public static LimitSet Limits(string figures)
    {
        var parts = figures.Split(Unit);
        return parts.Length < 4
            ? LimitSet.None
            : new() { RequestsPerMinute = Figure(parts[0]), Slots = Figure(parts[1]), Sockets = Figure(parts[2]), Shadow = parts[3] == "1" };
    }

    public static int Integer(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    public static TimeSpan Time(string milliseconds) => TimeSpan.FromMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));

    private static LevelUse Use(string words) => words.Split(Unit) is [var slots, var sockets, var requests] ? new(Integer(slots), Integer(sockets), Integer(requests)) : default;

    private static string Figures(LimitSet limits) =>
        string.Join(Unit, Figure(limits.RequestsPerMinute), Figure(limits.Slots), Figure(limits.Sockets), limits.Shadow ? "1" : "");

    private static string Figure(int? figure) => figure?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static int? Figure(string word) => word == "-" ? null : Integer(word);

    private static LimitKind LimitOf(string word) => word switch
    {
        "r" => LimitKind.RequestsPerMinute,
        "s" => LimitKind.Slots,
        "k" => LimitKind.Sockets,
        "q" => LimitKind.QueueFull,
        _ => LimitKind.None,
    };

    private static LimitLevel LevelOf(string name) => name.StartsWith("t:", StringComparison.Ordinal) ? LimitLevel.Team
        : name.StartsWith("k:", StringComparison.Ordinal) ? LimitLevel.Key
        : LimitLevel.Account;
}
