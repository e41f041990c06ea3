using Gateway.Admin.Documents;

namespace Gateway.Admin;

/// <summary>How budgets stand: on the database, or through a running gateway. Thread-safe.</summary>
internal interface IBudgetReader
{
    /// <summary>The budgets that pay for a key, its team's included.</summary>
    /// <param name="key">Id, or <c>team/name</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<AdminResult<Page<BudgetDocument>>> OfKeyAsync(string key, CancellationToken cancellationToken);

    /// <summary>The budgets of a team.</summary>
    Task<AdminResult<Page<BudgetDocument>>> OfTeamAsync(string team, CancellationToken cancellationToken);
}
