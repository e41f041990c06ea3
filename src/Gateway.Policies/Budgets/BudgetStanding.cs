using Gateway.Policies.Keys;

namespace Gateway.Policies.Budgets;

/// <summary>How the budgets of a key and its team stand: the one that matters most.</summary>
/// <param name="Level">How far it is spent.</param>
/// <param name="Budget">It; null when all are <see cref="BudgetLevel.Fine"/>.</param>
/// <param name="Holder">Whose it is.</param>
/// <param name="Spent">How much of it is spent, live work included.</param>
/// <param name="IsNews">Whether it is found at this level for the first time in its period; whoever asked is to tell.</param>
public readonly record struct BudgetStanding(BudgetLevel Level, Budget? Budget, SpendHolder Holder, decimal Spent, bool IsNews);
