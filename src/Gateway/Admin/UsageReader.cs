using Gateway.Admin.Documents;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;
using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>Usage out of the sums by the minute.</summary>
internal sealed class UsageReader(AdminTransactions transactions) : IUsageReader
{
    private const int MaxRows = 100_000;
    private const decimal NanosPerUnit = 1_000_000_000m;

    private static readonly Dictionary<string, string> Columns = new(StringComparer.Ordinal)
    {
        ["team"] = "team",
        ["key"] = "key_id",
        ["model"] = "model",
        ["contract"] = "contract",
        ["account"] = "account",
    };

    private static readonly Dictionary<string, TimeSpan> Intervals = new(StringComparer.Ordinal)
    {
        ["minute"] = TimeSpan.FromMinutes(1),
        ["hour"] = TimeSpan.FromHours(1),
        ["day"] = TimeSpan.FromDays(1),
    };

    /// <summary>What usage can be grouped by and narrowed down to.</summary>
    public static IReadOnlyCollection<string> Groups => Columns.Keys;

    public async Task<AdminResult<UsageDocument>> SumAsync(UsageQuestion question, CancellationToken cancellationToken)
    {
        if (FaultOf(question) is { } fault)
            return AdminFault.Invalid(fault);
        var filter = new UsageFilter(Minute(question.From), Minute(question.To))
        {
            // Sums of two currencies are none.
            GroupBy = [.. question.GroupBy.Distinct().Select(name => Columns[name]), "currency"],
            Interval = question.Interval is { } interval ? (long)Intervals[interval].TotalMilliseconds : 0,
            Only = question.Only.ToDictionary(only => Columns[only.Key], only => only.Key == "model" ? ModelName.Canonical(only.Value) : only.Value),
        };
        return await transactions.ReadAsync<UsageDocument>(
            async session =>
            {
                var sums = await UsageTable.SumAsync(session, filter, MaxRows + 1);
                return sums.Count > MaxRows
                    ? AdminFault.Invalid(new SettingsFault("interval", $"That are more than {MaxRows:N0} rows; ask for longer intervals, fewer groups or less time."))
                    : new UsageDocument(DateTimeOffset.FromUnixTimeMilliseconds(filter.From), DateTimeOffset.FromUnixTimeMilliseconds(filter.To), [.. sums.Select(row => Document(row, question))]);
            },
            cancellationToken);
    }

    private static SettingsFault? FaultOf(UsageQuestion question)
    {
        if (question.From >= question.To)
            return new("from", "The time begins before it ends.");
        if (question.GroupBy.Concat(question.Only.Keys).FirstOrDefault(name => !Columns.ContainsKey(name)) is not null)
            return new("groupBy", $"Usage is grouped by {string.Join(", ", Columns.Keys)}.");
        return question.Interval is { } interval && !Intervals.ContainsKey(interval) ? new("interval", $"An interval is one of {string.Join(", ", Intervals.Keys)}.") : null;
    }

    private static long Minute(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 60_000 * 60_000;

    private static UsageRowDocument Document(UsageSums sums, UsageQuestion question) => new()
    {
        At = question.Interval is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(sums.Minute),
        Team = question.GroupBy.Contains("team") ? sums.Team : null,
        Key = question.GroupBy.Contains("key") ? sums.KeyId : null,
        Model = question.GroupBy.Contains("model") ? sums.Model : null,
        Contract = question.GroupBy.Contains("contract") ? sums.Contract : null,
        Account = question.GroupBy.Contains("account") ? sums.Account : null,
        Requests = sums.Requests,
        Characters = sums.Characters,
        CodePoints = sums.CodePoints,
        PromptTokens = sums.PromptTokens,
        CachedTokens = sums.CachedTokens,
        CompletionTokens = sums.CompletionTokens,
        AudioInMilliseconds = sums.AudioInMs,
        AudioOutMilliseconds = sums.AudioOutMs,
        SessionMilliseconds = sums.SessionMs,
        BytesIn = sums.BytesIn,
        BytesOut = sums.BytesOut,
        Results = sums.Results,
        Cost = sums.CostNanos / NanosPerUnit,
        Currency = sums.Currency,
        Unpriced = sums.Unpriced,
        Estimated = sums.Estimated,
        Incomplete = sums.Incomplete,
    };
}
