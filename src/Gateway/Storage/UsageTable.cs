using Dapper;

namespace Gateway.Storage;

/// <summary>The statements on <c>usage_records</c> and <c>usage_minutes</c>.</summary>
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

    private static readonly (string Column, string Property)[] Facts =
    [
        ("id", "Id"), ("started_at", "StartedAt"), ("ended_at", "EndedAt"), ("team", "Team"), ("key_id", "KeyId"), ("account", "Account"), ("contract", "Contract"),
        ("model", "Model"), ("voice", "Voice"), ("transport", "Transport"), ("socket", "Socket"), ("outcome", "Outcome"), ("upstream_status", "UpstreamStatus"),
        ("queued_ms", "QueuedMs"), ("first_byte_ms", "FirstByteMs"), ("first_content_ms", "FirstContentMs"), ("duration_ms", "DurationMs"), ("source", "Source"), ("currency", "Currency"),
    ];

    private static readonly (string Column, string Property)[] GroupProperties =
        [("team", "Team"), ("key_id", "KeyId"), ("account", "Account"), ("contract", "Contract"), ("model", "Model"), ("currency", "Currency")];

    private static readonly ParameterOf<UsageRow>[] Parameters =
    [
        Text("Id", row => row.Id), Number("StartedAt", row => row.StartedAt), Number("EndedAt", row => row.EndedAt), Text("Team", row => row.Team),
        Text("KeyId", row => row.KeyId), Text("Account", row => row.Account), Text("Contract", row => row.Contract), Text("Model", row => row.Model),
        Text("Voice", row => row.Voice), Text("Transport", row => row.Transport), Text("Socket", row => row.Socket), Text("Outcome", row => row.Outcome),
        Number("UpstreamStatus", row => row.UpstreamStatus), Number("QueuedMs", row => row.QueuedMs), Number("FirstByteMs", row => row.FirstByteMs), Number("FirstContentMs", row => row.FirstContentMs),
        Number("DurationMs", row => row.DurationMs), Text("Source", row => row.Source), Text("Currency", row => row.Currency), Number("Requests", row => row.Requests),
        Number("Characters", row => row.Characters), Number("CodePoints", row => row.CodePoints), Number("PromptTokens", row => row.PromptTokens), Number("CachedTokens", row => row.CachedTokens),
        Number("CompletionTokens", row => row.CompletionTokens), Number("AudioInMs", row => row.AudioInMs), Number("AudioOutMs", row => row.AudioOutMs), Number("SessionMs", row => row.SessionMs),
        Number("BytesIn", row => row.BytesIn), Number("BytesOut", row => row.BytesOut), Number("Results", row => row.Results), Number("CostNanos", row => row.CostNanos),
    ];

    private static readonly string InsertSql =
        $"INSERT INTO usage_records ({Columns([.. Facts, .. Figures])}) VALUES ({Values([.. Facts, .. Figures])}) ON CONFLICT (ended_at, id) DO NOTHING";

    private static readonly string AddSql =
        $"INSERT INTO usage_minutes (minute, {Columns([.. GroupProperties, .. Figures, .. Counts])}) VALUES (@Minute, {Values([.. GroupProperties, .. Figures, .. Counts])}) "
        + $"ON CONFLICT (minute, {Columns(GroupProperties)}) DO UPDATE SET {string.Join(", ", Figures.Concat(Counts).Select(f => $"{f.Column} = usage_minutes.{f.Column} + excluded.{f.Column}"))}";

    private static readonly string SumColumns = string.Join(", ", Figures.Concat(Counts).Select(f => $"CAST(SUM({f.Column}) AS BIGINT) AS {f.Property}"));

    /// <summary>Adds records.</summary>
    /// <returns>For each whether it is new.</returns>
    public static async Task<bool[]> InsertAsync(DatabaseSession session, IReadOnlyList<UsageRow> rows) =>
        [.. (await session.ExecuteEachAsync(InsertSql, Parameters, rows)).Select(changed => changed == 1)];

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

    /// <summary>Deletes records that ended before a moment, a few at a time.</summary>
    /// <returns>How many.</returns>
    public static Task<int> DeleteBeforeAsync(DatabaseSession session, long before, int count) => session.ExecuteAsync(
        "DELETE FROM usage_records WHERE (ended_at, id) IN (SELECT ended_at, id FROM usage_records WHERE ended_at < @before ORDER BY ended_at LIMIT @count)", new { before, count });

    private static ParameterOf<UsageRow> Text(string name, Func<UsageRow, string?> value) => new(name, value);

    private static ParameterOf<UsageRow> Number(string name, Func<UsageRow, long?> value) => new(name, value);

    private static string Known(string column) => Groups.Contains(column) ? column : throw new ArgumentOutOfRangeException(nameof(column), column, "Not a column of groups.");

    private static string Columns(IEnumerable<(string Column, string Property)> of) => string.Join(", ", of.Select(c => c.Column));

    private static string Values(IEnumerable<(string Column, string Property)> of) => string.Join(", ", of.Select(c => "@" + c.Property));
}
