using Gateway.Policies.Contracts;
using Gateway.Policies.Usage;
using Gateway.Storage;

namespace Gateway.Metering;

/// <summary>From records to rows and sums.</summary>
internal static class UsageRows
{
    /// <summary>Billionths: <see cref="PriceBook.CostDecimals"/> behind the point.</summary>
    public const decimal NanosPerUnit = 1_000_000_000m;

    private const long MinuteMilliseconds = 60_000;

    /// <summary>The row of a record.</summary>
    public static UsageRow Of(UsageRecord record) => new()
    {
        Id = record.Id,
        StartedAt = record.Started.ToUnixTimeMilliseconds(),
        EndedAt = record.Ended.ToUnixTimeMilliseconds(),
        Team = record.Team,
        KeyId = record.KeyId,
        Account = record.Account,
        Contract = record.Contract,
        Model = Clean(record.Model) ?? "",
        Voice = Clean(record.Voice),
        Transport = record.Transport is Transport.WebSocket ? "websocket" : "http",
        Socket = record.Socket,
        Outcome = UsageWords.Of(record.Outcome),
        UpstreamStatus = record.UpstreamStatus,
        QueuedMs = Milliseconds(record.Queued),
        FirstByteMs = record.ToFirstByte is { } first ? Milliseconds(first) : null,
        FirstContentMs = record.ToFirstContent is { } content ? Milliseconds(content) : null,
        DurationMs = Milliseconds(record.Duration),
        Requests = record.Amounts.Requests,
        Characters = record.Amounts.Characters,
        CodePoints = record.Amounts.CodePoints,
        PromptTokens = record.Amounts.PromptTokens,
        CachedTokens = record.Amounts.CachedTokens,
        CompletionTokens = record.Amounts.CompletionTokens,
        AudioInMs = record.Amounts.AudioInMilliseconds,
        AudioOutMs = record.Amounts.AudioOutMilliseconds,
        SessionMs = record.Amounts.SessionMilliseconds,
        BytesIn = record.Amounts.BytesIn,
        BytesOut = record.Amounts.BytesOut,
        Results = record.Amounts.Results,
        Source = UsageWords.Of(record.Source),
        CostNanos = record.Cost is { } cost ? (long)(cost * NanosPerUnit) : null,
        Currency = record.Currency,
    };

    /// <summary>The sums of a few records by minute and group, in the order of their keys, so that replicas lock them in the same order.</summary>
    public static IEnumerable<UsageSums> Sum(IEnumerable<(UsageRow Row, UsageRecord Record)> records) =>
        from one in records
        let row = one.Row
        group (row, record: one.Record) by (Minute: row.EndedAt / MinuteMilliseconds * MinuteMilliseconds, row.Team, row.KeyId, row.Account, row.Contract, row.Model, row.Currency) into same
        orderby same.Key.Minute, same.Key.Team, same.Key.KeyId, same.Key.Account, same.Key.Contract, same.Key.Model, same.Key.Currency
        select new UsageSums
        {
            Minute = same.Key.Minute,
            Team = same.Key.Team,
            KeyId = same.Key.KeyId,
            Account = same.Key.Account,
            Contract = same.Key.Contract,
            Model = same.Key.Model,
            Currency = same.Key.Currency,
            Requests = same.Sum(one => one.row.Requests),
            Characters = same.Sum(one => one.row.Characters),
            CodePoints = same.Sum(one => one.row.CodePoints),
            PromptTokens = same.Sum(one => one.row.PromptTokens),
            CachedTokens = same.Sum(one => one.row.CachedTokens),
            CompletionTokens = same.Sum(one => one.row.CompletionTokens),
            AudioInMs = same.Sum(one => one.row.AudioInMs),
            AudioOutMs = same.Sum(one => one.row.AudioOutMs),
            SessionMs = same.Sum(one => one.row.SessionMs),
            BytesIn = same.Sum(one => one.row.BytesIn),
            BytesOut = same.Sum(one => one.row.BytesOut),
            Results = same.Sum(one => one.row.Results),
            CostNanos = same.Sum(one => one.row.CostNanos ?? 0),
            Unpriced = same.LongCount(one => one.row.CostNanos is null),
            Estimated = same.LongCount(one => one.record.Source is UsageSource.Estimated),
            Incomplete = same.LongCount(one => !one.record.IsComplete),
        };

    /// <summary>JSON can say a character that no database text takes.</summary>
    private static string? Clean(string? text) => text?.Replace('\0', '\uFFFD');

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
