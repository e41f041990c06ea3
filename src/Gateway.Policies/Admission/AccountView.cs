using System.Collections.Immutable;

namespace Gateway.Policies.Admission;

/// <summary>The pools of an account at one moment.</summary>
/// <param name="Account">Name of the account.</param>
/// <param name="Mode">How the books are kept just now.</param>
/// <param name="Pools">Pools in use, by id.</param>
public sealed record AccountView(string Account, AdmissionMode Mode, ImmutableArray<PoolView> Pools);
