using System.Globalization;
using Gateway.Admin.Documents;

namespace Gateway.Admin.Remote;

/// <summary>Usage through a running gateway.</summary>
internal sealed class RemoteUsageReader(AdminClient client) : IUsageReader
{
    public Task<AdminResult<UsageDocument>> SumAsync(UsageQuestion question, CancellationToken cancellationToken) =>
        client.GetAsync(
            RemoteQuery.Of(
                "usage",
                null,
                [
                    ("from", Text(question.From)),
                    ("to", Text(question.To)),
                    ("groupBy", question.GroupBy.Count > 0 ? string.Join(',', question.GroupBy) : null),
                    ("interval", question.Interval),
                    .. question.Only.Select(only => (only.Key, (string?)only.Value)),
                ]),
            AdminJson.Usage,
            cancellationToken);

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
