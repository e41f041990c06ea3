using Dapper;

namespace Gateway.Storage;

/// <summary>The statements on <c>usage_batches</c> and <c>usage_minutes</c>.</summary>
internal static class UsageTable
{
    /// <summary>Columns that sums can be grouped by, without those of time.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["team", "key_id", "account", "contract", "model", "currency"];

    private static readonly (string Column, string Property)[] Figures =
    [
        ("requests", "Requests"), ("characters", "Characters"), ("code_points", "CodePoints"), ("prompt_tokens", "PromptTokens"),
        ("cached_tokens", "CachedTokens"), ("completion_tokens", "CompletionTokens"), ("audio_in_ms", "AudioInMs"), ("audio_out_ms", "AudioOutMs"),
        ("session_ms", "SessionMs"), ("bytes_in", "BytesIn"), ("bytes_out", "BytesOut"), ("results", "Results"), ("cost_nanos", "CostNanos"),
    ];

    private static readonly (string Column, string Property)[] Counts = [("unpriced", "Unpriced"), ("estimated", "Estimated"), ("incomplete", "Incomplete")];

    private static readonly (string Column, string Property)[] GroupProperties =
        [("team", "Team"), ("key_id", "KeyId"), ("account", "Account"), ("contract", "Contract"), ("model", "Model"), ("currency", "Currency")];

    private static readonly string AddSql =
        $"INSERT INTO usage_minutes (minute, {Columns([.. GroupProperties, .. Figures, .. Counts])}) VALUES (@Minute, {Values([.. GroupProperties, .. Figures, .. Counts])}) "
        + $"ON CONFLICT (minute, {Columns(GroupProperties)}) DO UPDATE SET {string.Join(", ", Figures.Concat(Counts).Select(f => $"{f.Column} = usage_minutes.{f.Column} + excluded.{f.Column}"))}";

    private static readonly string SumColumns = string.Join(", ", Figures.Concat(Counts).Select(f => $"CAST(SUM({f.Column}) AS BIGINT) AS {f.Property}"));

    /// <summary>Adds a batch of records.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="id">Id of the batch.</param>
    /// <param name="endedAt">The last end within it.</param>
    /// <param name="records">Its <see cref="UsageRow"/>s as a JSON array.</param>
    /// <returns>Whether it is new.</returns>
    public static async Task<bool> InsertAsync(DatabaseSession session, string id, long endedAt, byte[] records) => await session.ExecuteAsync(
        "INSERT INTO usage_batches (id, ended_at, records) VALUES (@id, @endedAt, @records) ON CONFLICT (id) DO NOTHING", new { id, endedAt, records }) == 1;

    /// <summary>Adds to the sums of a minute.</summary>
    public static Task AddAsync(DatabaseSession session, UsageSums sums) => session.ExecuteAsync(AddSql, sums);

    /// <summary>Sums up minutes, in the order of their groups.</summary>
    public static Task<List<UsageSums>> SumAsync(DatabaseSession session, UsageFilter filter, int count)
    {
        var groups = filter.GroupBy.ToList();
        var parameters = new DynamicParameters();
        parameters.Add("from", filter.From);
        parameters.Add("to", filter.To);
        parameters.Add("interval", filter.Interval);
        parameters.Add("count", count);
        var where = "minute >= @from AND minute < @to";
        foreach (var (column, value) in filter.Only)
        {
            where += $" AND {Known(column)} = @{column}";
            parameters.Add(column, value);
        }
        var shown = groups.Select(column => $"{Known(column)} AS {GroupProperties.Single(g => g.Column == column).Property}").ToList();
        if (filter.Interval > 0)
        {
            groups.Insert(0, "minute / @interval");
            shown.Insert(0, "(minute / @interval) * @interval AS Minute");
        }
        var by = groups.Count == 0 ? "" : $" GROUP BY {string.Join(", ", groups)} ORDER BY {string.Join(", ", groups)}";
        // Without groups there is one row even over nothing, and its sums are null.
        return session.QueryAsync<UsageSums>($"SELECT {string.Concat(shown.Select(s => s + ", "))}{SumColumns} FROM usage_minutes WHERE {where}{by} {(groups.Count == 0 ? "HAVING COUNT(*) > 0" : "")} LIMIT @count", parameters);
    }

    /// <summary>Deletes batches whose records all ended before a moment, a few at a time.</summary>
    /// <returns>How many.</returns>
    public static Task<int> DeleteBeforeAsync(DatabaseSession session, long before, int count) => session.ExecuteAsync(
        "DELETE FROM usage_batches WHERE id IN (SELECT id FROM usage_batches WHERE ended_at < @before ORDER BY ended_at LIMIT @count)", new { before, count });

    private static string Known(string column) => Groups.Contains(column) ? column : throw new ArgumentOutOfRangeException(nameof(column), column, "Not a column of groups.");

    private static string Columns(IEnumerable<(string Column, string Property)> of) => string.Join(", ", of.Select(c => c.Column));

    private static string Values(IEnumerable<(string Column, string Property)> of) => string.Join(", ", of.Select(c => "@" + c.Property));
}
