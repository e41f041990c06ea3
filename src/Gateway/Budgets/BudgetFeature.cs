using Gateway.Policies.Budgets;

namespace Gateway.Budgets;

internal sealed record BudgetFeature(LiveSpend Live) : IBudgetFeature;
