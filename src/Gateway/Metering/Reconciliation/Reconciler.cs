using System.Text.Json;
using Gateway.Admin;
using Gateway.Admin.Documents;
using Gateway.Policies.Contracts;
using Gateway.Upstream;

namespace Gateway.Metering.Reconciliation;

/// <summary>Holds the records against what the upstream accounts themselves say was used. Thread-safe.</summary>
internal sealed class Reconciler(UpstreamAccounts accounts, IUsageReader usage, ReconciliationMetrics metrics, ILogger<Reconciler> logger)
{
    /// <summary>Compares a time. What an account does not tell stands in its figures as a problem.</summary>
    /// <param name="from">From when on; whole minutes.</param>
    /// <param name="to">Until when.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AdminResult<ReconciliationDocument>> RunAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var figures = new List<ReconciledFigure>();
        foreach (var account in accounts.All)
        {
            var summed = await usage.SumAsync(new(from, to) { GroupBy = ["contract"], Only = new Dictionary<string, string> { ["account"] = account.Name } }, cancellationToken);
            if (!summed.Succeeded)
                return summed.Fault;
            var logs = new UpstreamLogs(account);
            var rows = summed.Value.Rows;
            figures.Add(await CompareAsync(account.Name, "tts_characters", Sum(rows, UsageUnit.Characters, LimitGroup.Tts, row => row.Characters), () => logs.CharactersAsync(from, to, cancellationToken)));
            figures.Add(await CompareAsync(account.Name, "stt_seconds", Sum(rows, UsageUnit.AudioSeconds, null, row => row.AudioInMilliseconds / 1000m), () => logs.TranscribedSecondsAsync(from, to, cancellationToken)));
            figures.Add(await CompareAsync(account.Name, "tts_credits", null, () => logs.CreditsAsync(from, to, cancellationToken)));
        }
        metrics.Compared(figures);
        foreach (var figure in figures)
        {
            if (figure.Problem is { } problem)
                logger.NotReconciled(figure.Account, figure.Figure, problem);
            else if (figure.Drift is { } drift)
                logger.Reconciled(figure.Account, figure.Figure, figure.Records!.Value, figure.Upstream!.Value, drift);
        }
        return new ReconciliationDocument(from, to, figures);
    }

    private static decimal Sum(IReadOnlyList<UsageRowDocument> rows, UsageUnit unit, LimitGroup? group, Func<UsageRowDocument, decimal> figure) =>
        rows.Where(row => WavesContracts.Find(row.Contract!) is { } contract && contract.Usage == unit && (group is null || contract.LimitGroup == group)).Sum(figure);

    private static async Task<ReconciledFigure> CompareAsync(string account, string name, decimal? records, Func<Task<decimal>> ask)
    {
        try
        {
            var upstream = await ask();
            return new(account, name)
            {
                Records = records,
                Upstream = upstream,
                Drift = records switch
                {
                    null => null,
                    0 => upstream == 0 ? 0 : 1,
                    { } own => (double)(upstream / own - 1),
                },
            };
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or FormatException or InvalidDataException)
        {
            return new(account, name) { Records = records, Problem = e.Message };
        }
    }
}
