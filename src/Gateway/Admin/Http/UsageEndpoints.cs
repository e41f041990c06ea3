using System.Globalization;
using Gateway.Admin.Access;
using Gateway.Admin.Documents;
using Gateway.Metering.Reconciliation;
using Gateway.Policies.Keys;

namespace Gateway.Admin.Http;

/// <summary><c>/admin/v1/usage</c>.</summary>
internal static class UsageEndpoints
{
    private static readonly TimeSpan DefaultTime = TimeSpan.FromDays(30);

    public static void MapUsage(this RouteGroupBuilder admin)
    {
        var usage = admin.MapGroup("/usage").WithTags("Usage").RequireAuthorization(AdminRole.Viewer);
        usage.MapGet("", SumAsync).Describe<UsageDocument>("sumUsage", "Sum up what was used, by what it is asked for.")
            .TakesTime("from", "From when on, RFC 3339, rounded down to the minute. Default: 30 days ago.")
            .TakesTime("to", "Until when; that minute is not in it. Default: now, the running minute included.")
            .TakesQuery("groupBy", "What makes a row, joined by commas: team, key, model, contract, account.")
            .TakesChoice("interval", "Rows for each minute, hour or day (UTC). Default: one for the whole time.", "minute", "hour", "day")
            .TakesQuery("team", "Only that of one team.").TakesQuery("key", "Only that of one key id.").TakesQuery("model", "Only that of one model.")
            .TakesQuery("contract", "Only that of one row, such as T1.").TakesQuery("account", "Only that of one upstream account.")
            .TakesChoice("format", "How it is written. Default: json.", "json", "csv").AlsoAnswers("text/csv");
        usage.MapGet("/reconciliation", ReconcileAsync).RequireAuthorization(AdminRole.Operator)
            .Describe<ReconciliationDocument>("reconcileUsage", "Hold the records against the logs of the upstream accounts, which are read for it.")
            .TakesTime("from", "From when on, rounded down to the minute. Default: a day before the end.")
            .TakesTime("to", "Until when. Default: the last full hour.");
    }

    private static async Task ReconcileAsync(HttpContext context, Reconciler reconciler, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var question = Read(context.Request, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerHour)), ReconciliationJob.Span);
        await AdminAnswer.WriteAsync(
            context, question.Succeeded ? await reconciler.RunAsync(question.Value.From, question.Value.To, context.RequestAborted) : question.Fault, AdminJson.Reconciliation);
    }

    private static async Task SumAsync(HttpContext context, IUsageReader usage, TimeProvider time)
    {
        var question = Read(context.Request, time.GetUtcNow() + TimeSpan.FromMinutes(1), DefaultTime);
        AdminResult<UsageDocument> summed = question.Succeeded ? await usage.SumAsync(question.Value, context.RequestAborted) : question.Fault;
        if (!summed.Succeeded || context.Request.Query["format"] != "csv")
        {
            await AdminAnswer.WriteAsync(context, summed, AdminJson.Usage);
            return;
        }
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        UsageCsv.Write(summed.Value, text);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"usage.csv\"";
        await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private static AdminResult<UsageQuestion> Read(HttpRequest request, DateTimeOffset end, TimeSpan length)
    {
        var query = request.Query;
        var to = end;
        if (query["to"] is [{ } until] && !TryReadTime(until, out to))
            return Fault("to", "A time is written as 2026-09-01T00:00:00Z.");
        var from = to - length;
        if (query["from"] is [{ } since] && !TryReadTime(since, out from))
            return Fault("from", "A time is written as 2026-09-01T00:00:00Z.");
        if (query["format"] is [{ } format] && format is not ("json" or "csv"))
            return Fault("format", "The format is json or csv.");
        return new UsageQuestion(from, to)
        {
            GroupBy = [.. query["groupBy"].SelectMany(names => (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
            Interval = query["interval"],
            Only = UsageReader.Groups.Where(query.ContainsKey).ToDictionary(name => name, name => query[name].ToString()),
        };
    }

    /// <summary>With an offset or <c>Z</c>, else as UTC; a date alone is its first moment.</summary>
    internal static bool TryReadTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    private static AdminFault Fault(string field, string message) => AdminFault.Invalid(new SettingsFault(field, message));
}
