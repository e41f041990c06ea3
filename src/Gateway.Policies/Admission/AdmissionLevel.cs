using Gateway.Policies.Plans;

namespace Gateway.Policies.Admission;

/// <summary>One holder of limits that a piece of work must pass.</summary>
/// <param name="Level">Whose limit it is.</param>
/// <param name="Id">Names its counters: <c>chat</c>, <c>stt:pulse</c> for a pool; the id of the team or key.</param>
/// <param name="Limits">The figures now.</param>
public sealed record AdmissionLevel(LimitLevel Level, string Id, LimitSet Limits);
