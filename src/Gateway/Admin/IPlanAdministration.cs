using Gateway.Admin.Documents;
using Gateway.Policies.Plans;
using Gateway.Policies.Usage;

namespace Gateway.Admin;

/// <summary>What operators do with plans and prices: on the database, or through a running gateway. Thread-safe.</summary>
internal interface IPlanAdministration
{
    /// <summary>All plans, those that ship included.</summary>
    Task<AdminResult<Page<PlanDocument>>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One plan.</summary>
    Task<AdminResult<PlanDocument>> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Makes a plan or replaces it whole; one of a shipped plan's name takes its place.</summary>
    Task<AdminResult<PlanDocument>> PutAsync(string name, PlanSettings plan, AdminCall call, CancellationToken cancellationToken);

    /// <summary>Deletes a stored plan; a shipped one of that name is in force again.</summary>
    Task<AdminResult<PlanDocument>> DeleteAsync(string name, AdminCall call, CancellationToken cancellationToken);

    /// <summary>The price book.</summary>
    Task<AdminResult<PriceBookDocument>> GetPricesAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the price book whole.</summary>
    Task<AdminResult<PriceBookDocument>> PutPricesAsync(PriceBook book, AdminCall call, CancellationToken cancellationToken);
}
