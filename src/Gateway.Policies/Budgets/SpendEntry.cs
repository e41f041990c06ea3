namespace Gateway.Policies.Budgets;

/// <summary>What a holder spent in one slot.</summary>
/// <param name="Holder">Who.</param>
/// <param name="Slot">Of what, in which period.</param>
/// <param name="Grains">How much.</param>
public readonly record struct SpendEntry(SpendHolder Holder, SpendSlot Slot, long Grains);
