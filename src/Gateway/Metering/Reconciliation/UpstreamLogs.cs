using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Upstream;

namespace Gateway.Metering.Reconciliation;

/// <summary>
/// What an account's own logs say that was used (waves-api 2.10, A1, A4 and A6). They hold texts and transcripts: figures
/// are taken and the rest is dropped. Their clock is taken to be UTC.
/// </summary>
internal sealed class UpstreamLogs(UpstreamAccount account)
{
    /// <summary>Entries of a page, the most that there are.</summary>
    private const int PageSize = 100;

    /// <summary>Pages that are read at most: what was longer ago is not known then.</summary>
    private const int MaxPages = 1000;

    /// <summary>Characters of all syntheses of a time (A4).</summary>
    public Task<decimal> CharactersAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        SumAsync("/waves/v1/analytics/tts/logs", from, to, cancellationToken);

    /// <summary>Seconds of all audio that was transcribed in a time (A1).</summary>
    public Task<decimal> TranscribedSecondsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        SumAsync("/waves/v1/analytics/asr/logs", from, to, cancellationToken);

    /// <summary>Credits of all syntheses of a time, in whole hours (A6).</summary>
    public async Task<decimal> CreditsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var series = await GetAsync<Series>(
            $"/waves/v1/analytics/tts/usage/credits/timeseries?granularity=hour&from={Uri.EscapeDataString(Iso(from))}&to={Uri.EscapeDataString(Iso(to.AddTicks(-1)))}", cancellationToken);
        return series.TotalCredits ?? series.Values.Sum();
    }

    /// <summary>Reads a log from its newest entry to the first that is older than the time.</summary>
    private async Task<decimal> SumAsync(string path, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (sum, total) = (0m, 0L);
        for (var number = 1; number <= MaxPages; number++)
        {
            var page = await GetAsync<LogPage>($"{path}?page={number}&pageSize={PageSize}", cancellationToken);
            // New entries push old ones to later pages: those were counted already.
            var pushed = number == 1 ? 0 : (int)Math.Min(page.Data.Count, Math.Max(0, page.TotalCount - total));
            total = page.TotalCount;
            foreach (var entry in page.Data.Skip(pushed))
            {
                var at = DateTimeOffset.ParseExact(entry.Timestamp, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
                if (at < from)
                    return sum;
                if (at < to)
                    sum += entry.TextLength + entry.Duration;
            }
            if (number >= page.TotalPages)
                return sum;
        }
        throw new InvalidDataException($"The log has more than {MaxPages * PageSize} entries in that time.");
    }

    private async Task<T> GetAsync<T>(string pathAndQuery, CancellationToken cancellationToken)
    {
        var destination = account.Preferred;
        using var request = new HttpRequestMessage(HttpMethod.Get, destination.Root + pathAndQuery) { Version = destination.Version, VersionPolicy = destination.VersionPolicy };
        request.Headers.TryAddWithoutValidation("Authorization", account.Authorization);
        using var answer = await account.Client.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"The upstream answered {(int)answer.StatusCode}.");
        return await answer.Content.ReadFromJsonAsync<T>(cancellationToken) ?? throw new JsonException("The upstream answered nothing.");
    }

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private sealed record LogPage(
        [property: JsonPropertyName("data")] IReadOnlyList<LogEntry> Data,
        [property: JsonPropertyName("totalCount")] long TotalCount,
        [property: JsonPropertyName("totalPages")] long TotalPages);

    /// <summary>An entry of either log: each has one of the two figures.</summary>
    private sealed record LogEntry(
        [property: JsonPropertyName("timestamp")] string Timestamp,
        [property: JsonPropertyName("text_len")] decimal TextLength,
        [property: JsonPropertyName("duration")] decimal Duration);

    private sealed record Series(
        [property: JsonPropertyName("values")] IReadOnlyList<decimal> Values,
        [property: JsonPropertyName("totalCredits")] decimal? TotalCredits);
}
