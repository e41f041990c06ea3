using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;

namespace Gateway.Policies.Budgets;

/// <summary>Which budgets pay for which work.</summary>
public static class BudgetScope
{
    /// <summary>Whether work of an endpoint spends a unit. What is free, lists and look-ups, spends none.</summary>
    public static bool Pays(BudgetUnit unit, WavesContract contract) => unit switch
    {
        BudgetUnit.Characters => contract.Usage is UsageUnit.Characters,
        BudgetUnit.Tokens => contract.Usage is UsageUnit.Tokens || contract.Socket is SocketProtocol.Hydra,
        BudgetUnit.AudioSeconds => contract.Usage is UsageUnit.AudioSeconds or UsageUnit.SessionSeconds,
        BudgetUnit.Sessions => contract.Socket is SocketProtocol.Stt or SocketProtocol.Hydra,
        _ => contract.LimitGroup is not (LimitGroup.Management or LimitGroup.None),
    };
}
