using System.Globalization;
using Waves.Simulator.Limits;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Analytics;

/// <summary>The account's logs and series (A1–A9, contract 2.10), filled by what the simulator really answered.</summary>
internal sealed class AnalyticsRoutes(UsageLog usage)
{
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 100;

    public IEnumerable<Row> Rows() =>
    [
        Get("A1", "asr/logs", call => LogAsync(call, usage.Recognition)),
        new Row("A2", HttpMethods.Delete, "/waves/v1/analytics/asr/history/{}", PlainDialect.Instance, ForgetAsync).Within(LimitGroup.Management),
        Get("A3", "asr/usage/timeseries", call => SeriesAsync(call, usage.RecognitionRequests, Total.Requests)),
        Get("A4", "tts/logs", call => LogAsync(call, usage.Speech)),
        Get("A5", "tts/usage/timeseries", call => SeriesAsync(call, usage.SpeechRequests, Total.Requests)),
        Get("A6", "tts/usage/credits/timeseries", call => SeriesAsync(call, usage.SpeechCredits, Total.Credits)),
        Get("A7", "tts/concurrency/timeseries", call => SeriesAsync(call, usage.SpeechConcurrency, Total.None)),
        Get("A8", "tts/ws-connections/timeseries", call => SeriesAsync(call, usage.SpeechSockets, Total.None)),
        Get("A9", "webhooks/logs", call => LogAsync(call, usage.Webhooks)),
    ];

    private enum Total
    {
        None,
        Requests,
        Credits,
    }

    private static Row Get(string id, string path, Func<Call, Task> handle) =>
        Row.Get(id, "/waves/v1/analytics/" + path, PlainDialect.Instance, handle).Within(LimitGroup.Management);

    private static Task LogAsync<T>(Call call, BoundedLog<T> log)
        where T : class
    {
        if (Number(call, "page", 1, int.MaxValue) is not { } page || Number(call, "pageSize", DefaultPageSize, MaxPageSize) is not { } pageSize)
            return call.AnswerAsync(400, PlainDialect.Body("page begins at 1, pageSize is 1 to 100"));
        var (data, total) = log.Page(page, pageSize);
        return call.AnswerAsync(200, new { status = "success", data, page, pageSize, totalCount = total, totalPages = (total + pageSize - 1) / pageSize });
    }

    private static Task SeriesAsync(Call call, HourlySeries series, Total total)
    {
        var from = Time(call.Query("from"), DateTimeOffset.MinValue);
        var to = Time(call.Query("to"), DateTimeOffset.MaxValue);
        if (from is null || to is null || call.Query("granularity") is not (null or "hour" or "day"))
            return call.AnswerAsync(400, PlainDialect.Body("from and to are ISO 8601, granularity is hour or day"));

        var buckets = series.Read(from.Value, to.Value, byDay: call.Query("granularity") == "day");
        var values = buckets.Select(static bucket => bucket.Value).ToArray();
        return call.AnswerAsync(200, new
        {
            timestamps = buckets.Select(static bucket => WireTime.IsoSeconds(bucket.At)).ToArray(),
            values,
            totalRequestCount = total == Total.Requests ? values.Sum() : (double?)null,
            totalCredits = total == Total.Credits ? Math.Round(values.Sum(), 2) : (double?)null,
        });
    }

    /// <summary>The same answer whether or not the entry was still there.</summary>
    private Task ForgetAsync(Call call)
    {
        usage.Recognition.Remove(entry => entry.RequestId == call.RouteValue);
        return call.AnswerAsync(200, new { status = "success" });
    }

    private static int? Number(Call call, string name, int otherwise, int most) => call.Query(name) switch
    {
        null or "" => otherwise,
        var text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null,
    };

    private static DateTimeOffset? Time(string? text, DateTimeOffset otherwise) => text switch
    {
        null or "" => otherwise,
        _ => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null,
    };
}
